package io.github.dane4j.acceptance.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** Shows {@code leaf} to every client, and after it what is in {@code others}, be that a chain or not. */
    static OpenSslServer showing(Path folder, int port, Path leaf, Path key, Optional<Path> others) {
        List<String> arguments = new ArrayList<>(List.of("s_server", "-accept", "127.0.0.1:" + port, "-www"));
        arguments.addAll(List.of("-cert", leaf.toString(), "-key", key.toString()));
        others.ifPresent(file -> arguments.addAll(List.of("-cert_chain", file.toString())));
        // It must not add a certificate; and to a server any key will do, whatever the client says.
        arguments.addAll(List.of("-no-CAfile", "-no-CApath", "-no-CAstore", "-cipher", "ALL:@SECLEVEL=0"));
        return new OpenSslServer(ChildProcess.start(
                folder, () -> Loopback.answers(port), Program.OPENSSL, arguments.toArray(String[]::new)));
    }

    @Override
    public void close() {
        process.close();
    }
}
