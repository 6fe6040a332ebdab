package io.github.dane4j.acceptance.interop;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The program {@code openssl s_client}: OpenSSL's own judgement of a server by TLSA records. */
final class OpenSslClient {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

    private OpenSslClient() {}

    /**
     * What OpenSSL makes of a server.
     *
     * @param chain as the server sent it
     * @param accepted whether a record matched
     */
    record Judgement(List<X509Certificate> chain, boolean accepted) {}

    /** Judges a mail server by {@code records} for {@code baseDomain}. */
    static Judgement judge(Postfix.Listener server, String baseDomain, List<String> records) {
        List<String> arguments = new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + server.port()));
        arguments.addAll(List.of("-starttls", "smtp", "-showcerts", "-servername", baseDomain));
        // By default OpenSSL asks for the name even with DANE-EE, against RFC 7671 section 5.1.
        arguments.addAll(List.of("-dane_tlsa_domain", baseDomain, "-dane_ee_no_namechecks"));
        records.forEach(record -> arguments.addAll(List.of("-dane_tlsa_rrdata", record)));
        String output = Command.attempt("", Program.OPENSSL, arguments.toArray(String[]::new))
                .output();
        boolean accepted = output.contains("Verify return code: 0 (ok)") && output.contains("DANE TLSA");
        if (!accepted && !output.contains("Verify return code: ")) {
            throw new AssertionError("openssl s_client does not judge:\n" + output);
        }
        return new Judgement(
                certificates(output).stream().map(OpenSslClient::parse).toList(), accepted);
    }

    /** The certificates that a server sent, as PEM, from what the program printed with {@code -showcerts}. */
    static List<String> certificates(String output) {
        int end = output.indexOf("Server certificate");
        if (end < 0) {
            throw new AssertionError("openssl s_client shows no certificates:\n" + output);
        }
        return CERTIFICATE
                .matcher(output.substring(0, end))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static X509Certificate parse(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
    }
}
