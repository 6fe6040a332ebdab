package io.github.dane4j.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A CA that this JVM trusts, and no other, until this is closed: by the system properties {@code javax.net.ssl.trustStore…}, which
 * hold for trust managers that are made in the meantime, in all threads.
 */
public final class TrustedRoot implements AutoCloseable {
    private static final String PREFIX = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "changeit";

    private final Map<String, String> before = new HashMap<>();
    private final KeyStore store;

    /**
     * Trusts {@code root} from now on.
     *
     * @param directory for the file {@code root.p12}, which must last as long as this
     */
    public TrustedRoot(TestCertificate root, Path directory) {
        Path file = directory.resolve("root.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", root.certificate());
            store.store(out, PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the trust store cannot be made", e);
        }
        Map.of(PREFIX, file.toString(), PREFIX + "Password", PASSWORD, PREFIX + "Type", "PKCS12")
                .forEach((key, value) -> before.put(key, System.setProperty(key, value)));
    }

    /** TLS of a client that trusts this root and no other, whatever the system properties say. */
    public SSLContext context() {
        try {
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** Puts the system properties back. */
    @Override
    public void close() {
        before.forEach((key, value) -> {
            if (value == null) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, value);
            }
        });
    }
}
