package io.github.dane4j.acceptance.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The program {@code gnutls-serv}, which sends back what it gets. It listens at every address, and knows no other way. */
final class GnuTlsServer implements AutoCloseable {
    private final ChildProcess process;

    private GnuTlsServer(ChildProcess process) {
        this.process = process;
    }

    /**
     * Shows a raw public key (RFC 7250) to clients that take one, a certificate to the others.
     *
     * @param rawKey a private key as PEM
     * @param priority a GnuTLS priority string, for example {@code NORMAL:-VERS-ALL:+VERS-TLS1.3}
     */
    static GnuTlsServer start(
            Path folder, int port, Optional<Path> rawKey, Optional<Certificate> certificate, String priority) {
        List<String> arguments = new ArrayList<>(List.of("--port", Integer.toString(port), "--echo"));
        StringBuilder allowed = new StringBuilder(priority);
        rawKey.ifPresent(key -> {
            Path publicKey = key.resolveSibling(key.getFileName() + ".pub");
            Command.run(Program.OPENSSL, "pkey", "-in", key.toString(), "-pubout", "-out", publicKey.toString());
            arguments.addAll(List.of("--rawpkkeyfile", key.toString(), "--rawpkfile", publicKey.toString()));
            allowed.append(":+CTYPE-SRV-RAWPK");
        });
        certificate.ifPresent(shown -> arguments.addAll(List.of(
                "--x509keyfile",
                shown.key().toString(),
                "--x509certfile",
                shown.chain().toString())));
        arguments.addAll(List.of("--disable-client-cert", "--priority", allowed.toString()));
        return new GnuTlsServer(ChildProcess.start(
                folder, () -> Loopback.answers(port), Program.GNUTLS_SERV, arguments.toArray(String[]::new)));
    }

    @Override
    public void close() {
        process.close();
    }
}
