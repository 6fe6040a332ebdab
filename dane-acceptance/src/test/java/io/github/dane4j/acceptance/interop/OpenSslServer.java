package io.github.dane4j.acceptance.interop;

import java.nio.file.Path;

/** The program {@code openssl s_server}: a web server that tells each client about its connection. */
final class OpenSslServer implements AutoCloseable {
    private final int port;
    private final ChildProcess process;

    private OpenSslServer(int port, ChildProcess process) {
        this.port = port;
        this.process = process;
    }

    static OpenSslServer start(Path folder, int port, Certificate certificate) {
        ChildProcess process = ChildProcess.start(
                folder,
                () -> Loopback.answers(port),
                Program.OPENSSL,
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                certificate.chain().toString(),
                "-cert_chain",
                certificate.chain().toString(),
                "-key",
                certificate.key().toString(),
                "-www");
        return new OpenSslServer(port, process);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.close();
    }
}
