package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A certificate with its key, made by OpenSSL, and the TLSA data that OpenSSL finds for it.
 *
 * @param chain the certificate, followed by its issuers, as PEM
 * @param key the private key as PEM
 */
record Certificate(Path chain, Path key) {
    /** A certificate that nobody issued, for the name, with a fresh P-256 key. The files are {@code label} and an ending. */
    static Certificate selfSigned(Path folder, String label, String commonName) {
        Certificate made = in(folder, label);
        Command.run(
                Program.OPENSSL,
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-batch",
                "-subj",
                "/CN=" + commonName,
                "-keyout",
                made.key.toString(),
                "-out",
                made.chain.toString());
        return made;
    }

    /** A certificate authority with an RSA key. */
    static Certificate authority(Path folder, String label) {
        Certificate made = in(folder, label);
        Command.run(
                Program.OPENSSL,
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "30",
                "-batch",
                "-subj",
                "/CN=Authority " + label,
                "-addext",
                "keyUsage=critical,keyCertSign",
                "-keyout",
                made.key.toString(),
                "-out",
                made.chain.toString());
        return made;
    }

    /** A certificate for the host, issued by this authority; its chain has the authority at its end. */
    Certificate issue(Path folder, String label, String host) {
        return issue(folder, label, host, 30);
    }

    /** The same, a day after its end. */
    Certificate issueExpired(Path folder, String label, String host) {
        return issue(folder, label, host, -1);
    }

    private Certificate issue(Path folder, String label, String host, int days) {
        Certificate made = in(folder, label);
        Path request = folder.resolve(label + ".csr");
        Path extensions = folder.resolve(label + ".ext");
        try {
            Files.writeString(extensions, "subjectAltName=DNS:" + host + "\nextendedKeyUsage=serverAuth\n");
            Command.run(
                    Program.OPENSSL,
                    "req",
                    "-new",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-batch",
                    "-subj",
                    "/CN=" + label,
                    "-keyout",
                    made.key.toString(),
                    "-out",
                    request.toString());
            String leaf = Command.run(
                    Program.OPENSSL,
                    "x509",
                    "-req",
                    "-days",
                    Integer.toString(days),
                    "-CAcreateserial",
                    "-in",
                    request.toString(),
                    "-CA",
                    chain.toString(),
                    "-CAkey",
                    key.toString(),
                    "-extfile",
                    extensions.toString());
            // The program also says that the request is fine.
            Files.writeString(made.chain, leaf.substring(leaf.indexOf("-----BEGIN")) + Files.readString(chain));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made;
    }

    /** The SHA-256 of the SubjectPublicKeyInfo of the first certificate, in hexadecimal: selector 1, matching type 1. */
    String keyDigest() {
        String pem = Command.run(Program.OPENSSL, "x509", "-noout", "-pubkey", "-in", chain.toString());
        Path der = chain.resolveSibling("spki.der");
        Command.Outcome converted =
                Command.attempt(pem, Program.OPENSSL, "pkey", "-pubin", "-outform", "DER", "-out", der.toString());
        if (converted.exitCode() != 0) {
            throw new AssertionError(converted.output());
        }
        String line = Command.run(Program.OPENSSL, "dgst", "-sha256", "-r", der.toString());
        return line.substring(0, line.indexOf(' '));
    }

    /** The SHA-256 of the first certificate, in hexadecimal: selector 0, matching type 1. */
    String digest() {
        String line =
                Command.run(Program.OPENSSL, "x509", "-noout", "-fingerprint", "-sha256", "-in", chain.toString());
        return line.substring(line.indexOf('=') + 1).replace(":", "").trim();
    }

    private static Certificate in(Path folder, String label) {
        return new Certificate(folder.resolve(label + ".pem"), folder.resolve(label + ".key"));
    }
}
