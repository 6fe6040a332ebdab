package io.github.dane4j.mtasts;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.policy.MtaStsPolicies;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes {@link MtaSts} for a program that names only a folder, with the CAs of the JVM. Found by {@link java.util.ServiceLoader}. */
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
        // The permissions may say yes, and the file system no.
        Files.delete(Files.createTempFile(folder, "new", ".tmp"));
        return MtaSts.builder(resolver, folder).build();
    }
}
