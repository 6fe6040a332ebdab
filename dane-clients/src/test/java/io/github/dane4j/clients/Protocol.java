package io.github.dane4j.clients;

import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TlsServer;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a server speaks. */
public enum Protocol {
    HTTP {
        @Override
        Endpoint start(TestCertificate certificate) {
            TlsServer server = TlsServer.builder()
                    .certificate(certificate)
                    .chain(certificate.chain())
                    .start();
            return new Endpoint(server.port(), server::close);
        }
    },
    /** An LDAP server that lets everyone bind (RFC 4511 section 4.2). */
    LDAP {
        @Override
        Endpoint start(TestCertificate certificate) throws IOException {
            return TlsEndpoint.start(certificate.serverContext(certificate.chain()), plain -> {}, (in, out) -> {
                // LDAPMessage ::= SEQUENCE { messageID, BindRequest }, all in short form.
                DataInputStream data = new DataInputStream(in);
                byte[] request = message(data);
                out.write(new byte[] {
                    0x30, 0x0c, 0x02, 0x01, request[2], 0x61, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00
                });
                out.flush();
                in.transferTo(OutputStream.nullOutputStream());
            });
        }

        private byte[] message(DataInputStream in) throws IOException {
            in.readByte();
            byte[] content = new byte[in.readByte()];
            in.readFully(content);
            return content;
        }
    },
    /** A PostgreSQL server that says why it lets nobody in, once TLS is there. */
    POSTGRESQL {
        @Override
        Endpoint start(TestCertificate certificate) throws IOException {
            return TlsEndpoint.start(
                    certificate.serverContext(certificate.chain()),
                    plain -> {
                        // SSLRequest: its length and the number 80877103.
                        new DataInputStream(plain.getInputStream()).readLong();
                        plain.getOutputStream().write('S');
                    },
                    (in, out) -> {
                        DataInputStream startup = new DataInputStream(in);
                        startup.skipNBytes(startup.readInt() - 4L);
                        byte[] fields = "SFATAL\0VFATAL\0C3D000\0Mok\0\0".getBytes(StandardCharsets.US_ASCII);
                        out.write('E');
                        out.write(new byte[] {0, 0, 0, (byte) (fields.length + 4)});
                        out.write(fields);
                        out.flush();
                        in.transferTo(OutputStream.nullOutputStream());
                    });
        }
    },
    GRPC {
        @Override
        Endpoint start(TestCertificate certificate) throws IOException {
            return GrpcEndpoint.start(certificate.serverContext(certificate.chain()));
        }
    };

    /** A running server on loopback. */
    public record Endpoint(int port, Closeable running) {}

    /** What comes before TLS. */
    @FunctionalInterface
    interface Prelude {
        void hold(Socket plain) throws IOException;
    }

    /** What is said inside TLS. */
    @FunctionalInterface
    interface Conversation {
        void hold(InputStream in, OutputStream out) throws IOException;
    }

    abstract Endpoint start(TestCertificate certificate) throws IOException;
}
