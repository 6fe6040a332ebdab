package io.github.dane4j.mtasts;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.policy.MtaStsPolicies;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes {@link MtaSts} for a program that sets only a folder, with the JVM's CAs. Found by {@link java.util.ServiceLoader}.
 */
public final class MtaStsProvider implements MtaStsPolicies.Provider {
    /** For {@code ServiceLoader}. */
    public MtaStsProvider() {}

    @Override
    public MtaStsPolicies open(DnssecResolver resolver, Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("expected a folder, found a file: " + folder, e);
        }
        // The permissions may allow it, and the file system may not.
        Files.delete(Files.createTempFile(folder, "new", ".tmp"));
        return MtaSts.builder(resolver, folder).build();
    }
}
