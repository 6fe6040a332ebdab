package io.github.dane4j.mtasts;

import io.github.dane4j.testkit.TestCertificate;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A CA that this JVM trusts until it is closed, as far as trust managers are made in the meantime. */
final class TrustedCa implements AutoCloseable {
    private static final String PREFIX = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "changeit";

    private final Map<String, String> before = new HashMap<>();
    private final KeyStore store;

    TrustedCa(TestCertificate ca, Path directory) throws Exception {
        store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", ca.certificate());
        Path file = directory.resolve("ca.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        Map.of(PREFIX, file.toString(), PREFIX + "Password", PASSWORD, PREFIX + "Type", "PKCS12")
                .forEach((key, value) -> before.put(key, System.setProperty(key, value)));
    }

    /** For HTTPS. */
    SSLContext context() throws Exception {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

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
