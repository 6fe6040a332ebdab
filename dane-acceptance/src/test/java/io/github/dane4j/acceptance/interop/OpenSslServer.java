package io.github.dane4j.acceptance.interop;

import java.nio.file.Path;

/** The program {@code openssl s_server}: a web server that tells each client about its connection. */
final class OpenSslServer implements AutoCloseable {
    private final ChildProcess process;

    private OpenSslServer(ChildProcess process) {
        this.process = process;
    }

    /** Shows {@code certificate} to a client that names {@code host} (RFC 6066 section 3), and {@code other} to any other. */
    static OpenSslServer start(Path folder, int port, String host, Certificate certificate, Certificate other) {
        ChildProcess process = ChildProcess.start(
                folder,
                () -> Loopback.answers(port),
                Program.OPENSSL,
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                other.chain().toString(),
                "-key",
                other.key().toString(),
                "-servername",
                host,
                "-cert2",
                certificate.chain().toString(),
                "-key2",
                certificate.key().toString(),
                "-www");
        return new OpenSslServer(process);
    }

    @Override
    public void close() {
        process.close();
    }
}
