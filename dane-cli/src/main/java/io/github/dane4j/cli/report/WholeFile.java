package io.github.dane4j.cli.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file as a whole: whoever reads it meets the old one or the new one, never half of it. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Replaces {@code file} by {@code text} in UTF-8. On failure the old file is left as it was.
     *
     * @throws IOException if the text cannot be stored, on a full disk for example
     */
    public static void write(Path file, String text) throws IOException {
        Path whole = file.toAbsolutePath();
        Path folder = whole.getParent();
        if (folder == null || Files.isDirectory(whole)) {
            throw new IOException("it is a folder");
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
        Path draft = folder.resolve("." + whole.getFileName() + "."
                + ProcessHandle.current().pid() + "." + Thread.currentThread().getId() + ".new");
        try {
            // Not a temporary file of the JDK, which nobody else may read.
            // What another program has put there is not written to.
            Files.deleteIfExists(draft);
            deleteOnExit(draft);
            try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                // The name must not come to the disk before the contents.
                out.force(true);
            }
            move(draft, whole);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Where a signal ends the process. */
    private static void deleteOnExit(Path draft) {
        try {
            draft.toFile().deleteOnExit();
        } catch (IllegalStateException e) {
            // The end has begun: the caller deletes the draft, if it gets so far.
        }
    }

    private static void move(Path draft, Path whole) throws IOException {
        try {
            Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(draft, whole, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
