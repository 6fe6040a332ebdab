package io.github.dane4j.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/**
 * Test data beside this class whose bytes must not change. The certificates in {@code keys} were made with OpenSSL, so
 * that keys and signatures are there which neither the JDK nor the test kit makes.
 */
final class Stored {
    private Stored() {}

    static String text(String name) {
        try (InputStream stream = Objects.requireNonNull(Stored.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of a certificate in PEM. */
    static byte[] certificate(String name) {
        String base64 =
                text(name + ".pem").replace("-----BEGIN CERTIFICATE-----", "").replace("-----END CERTIFICATE-----", "");
        return Base64.getMimeDecoder().decode(base64);
    }
}
