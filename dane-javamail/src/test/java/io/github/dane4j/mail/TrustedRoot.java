package io.github.dane4j.mail;

import io.github.dane4j.testkit.TestCertificate;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A CA that this JVM trusts until it is closed, as far as trust managers are made in the meantime. */
final class TrustedRoot implements AutoCloseable {
    private static final String PREFIX = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "changeit";

    private final Map<String, String> before = new HashMap<>();
    private final KeyStore store;

    TrustedRoot(TestCertificate root, Path directory) throws Exception {
        store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root.certificate());
        Path file = directory.resolve("root.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        Map.of(PREFIX, file.toString(), PREFIX + "Password", PASSWORD, PREFIX + "Type", "PKCS12")
                .forEach((key, value) -> before.put(key, System.setProperty(key, value)));
    }

    /** What an application sets that trusts this root and no other. */
    SSLSocketFactory socketFactory() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context.getSocketFactory();
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
