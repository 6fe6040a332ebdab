package io.github.dane4j.clients;

import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TlsServer;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

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
    },
    /** A Kafka broker that says it can do nothing. */
    KAFKA {
        // The last version of ApiVersions whose reply is written here.
        private static final short LAST = 4;

        @Override
        Endpoint start(TestCertificate certificate) throws IOException {
            return TlsEndpoint.start(certificate.serverContext(certificate.chain()), plain -> {}, (in, out) -> {
                DataInputStream request = new DataInputStream(in);
                DataOutputStream reply = new DataOutputStream(out);
                while (true) {
                    int rest = request.readInt() - 8;
                    request.readShort();
                    short version = request.readShort();
                    int correlation = request.readInt();
                    request.skipNBytes(rest);
                    // A later version is refused in the form of version 0, which names those that are known.
                    byte[] body = version > LAST
                            ? new byte[] {0, 35, 0, 0, 0, 1, 0, 18, 0, 0, 0, LAST}
                            : new byte[] {0, 0, 1, 0, 0, 0, 0, 0};
                    reply.writeInt(4 + body.length);
                    reply.writeInt(correlation);
                    reply.write(body);
                    reply.flush();
                }
            });
        }
    },
    /** A Redis server that knows two commands. */
    REDIS {
        @Override
        Endpoint start(TestCertificate certificate) throws IOException {
            return TlsEndpoint.start(certificate.serverContext(certificate.chain()), plain -> {}, (in, out) -> {
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
                for (String header = lines.readLine(); header != null; header = lines.readLine()) {
                    int words = Integer.parseInt(header.substring(1));
                    String command = "";
                    for (int i = 0; i < words; i++) {
                        lines.readLine();
                        String word = String.valueOf(lines.readLine());
                        command = i == 0 ? word : command;
                    }
                    String reply = switch (command) {
                        case "GET" -> "+ok\r\n";
                        case "PING" -> "+PONG\r\n";
                        default -> "-ERR unknown command\r\n";
                    };
                    out.write(reply.getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
            });
        }
    },
    /** Amazon's STS, as far as it says to whom an account belongs. */
    AWS {
        @Override
        Endpoint start(TestCertificate certificate) throws IOException {
            String body = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                    + "<GetCallerIdentityResult><Account>ok</Account></GetCallerIdentityResult>"
                    + "</GetCallerIdentityResponse>";
            byte[] reply = ("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: " + body.length()
                            + "\r\nConnection: close\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII);
            return TlsEndpoint.start(certificate.serverContext(certificate.chain()), plain -> {}, (in, out) -> {
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
                int length = 0;
                for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                    String[] field = line.toLowerCase(Locale.ROOT).split(":", 2);
                    if (field[0].equals("content-length")) {
                        length = Integer.parseInt(field[1].strip());
                    }
                }
                for (int i = 0; i < length; i++) {
                    lines.read();
                }
                out.write(reply);
                out.close();
            });
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
