package io.github.dane4j.cli.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A ClientHello that offers TLS 1.1 at most (RFC 4346 section 7.4.1.2), for the one question whether a server that fails
 * modern handshakes has anything older. No handshake comes of it: JSSE no longer speaks these versions.
 */
final class OldHello {
    private static final int[] SUITES = {0xc014, 0xc013, 0xc00a, 0xc009, 0x0039, 0x0033, 0x0035, 0x002f, 0x000a};
    private static final int HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    /** Record header, then the header of the handshake message, then the version. */
    private static final int ANSWER = 11;

    private OldHello() {}

    /** The record to send. */
    static byte[] record(Optional<String> serverName) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        ByteArrayOutputStream hello = new ByteArrayOutputStream();
        two(hello, 0x0302);
        hello.writeBytes(random);
        hello.write(0);
        two(hello, 2 * SUITES.length);
        for (int suite : SUITES) {
            two(hello, suite);
        }
        hello.write(1);
        hello.write(0);
        byte[] extensions = extensions(serverName);
        two(hello, extensions.length);
        hello.writeBytes(extensions);

        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(HANDSHAKE);
        two(record, 0x0301);
        two(record, hello.size() + 4);
        record.write(1);
        record.write(0);
        two(record, hello.size());
        record.writeBytes(hello.toByteArray());
        return record.toByteArray();
    }

    private static byte[] extensions(Optional<String> serverName) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        serverName.ifPresent(name -> {
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            two(out, 0);
            two(out, bytes.length + 5);
            two(out, bytes.length + 3);
            out.write(0);
            two(out, bytes.length);
            out.writeBytes(bytes);
        });
        // supported_groups: P-256, P-384; ec_point_formats: uncompressed.
        out.writeBytes(new byte[] {0, 10, 0, 6, 0, 4, 0, 23, 0, 24});
        out.writeBytes(new byte[] {0, 11, 0, 2, 1, 0});
        return out.toByteArray();
    }

    private static void two(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }

    /** The old version in which the server answers; empty if it answers with anything else. */
    static Optional<String> version(InputStream in) throws IOException {
        byte[] answer = in.readNBytes(ANSWER);
        if (answer.length < ANSWER || answer[0] != HANDSHAKE || answer[5] != SERVER_HELLO || answer[9] != 3) {
            return Optional.empty();
        }
        return switch (answer[10]) {
            case 0 -> Optional.of("SSL 3.0");
            case 1 -> Optional.of("TLS 1.0");
            case 2 -> Optional.of("TLS 1.1");
            default -> Optional.empty();
        };
    }
}
