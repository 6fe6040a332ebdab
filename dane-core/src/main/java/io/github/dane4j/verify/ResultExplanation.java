package io.github.dane4j.verify;

import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.Selector;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.x509.CertificateParser;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Results in words. Text of the peer is escaped and clipped, and the number of lines is bounded, so that a hostile server
 * cannot flood or fake a log.
 */
final class ResultExplanation {
    /** More than honest sets and chains have. */
    private static final int SHOWN_RECORDS = 16;

    private static final int SHOWN_CERTIFICATES = 10;
    private static final int SHOWN_SUBJECT = 60;

    private final List<String> lines = new ArrayList<>();

    private ResultExplanation(String first) {
        lines.add(first);
    }

    static String summary(DaneResult.Authenticated result) {
        StringBuilder text = new StringBuilder("authenticated by ")
                .append(result.record().toShortString())
                .append(" at depth ")
                .append(result.depth());
        if (result.bareKey()) {
            text.append(", by a key alone");
        }
        result.matchedName().ifPresent(name -> text.append(", as ").append(name));
        List<DaneResult.WeakKey> weak = result.weakKeys();
        if (!weak.isEmpty()) {
            text.append(", with a weak key (").append(weak.get(0).size()).append(')');
        }
        return text.toString();
    }

    static String summary(DaneResult.NotAuthenticated result) {
        return "not authenticated, " + result.reason().word() + ": "
                + result.reason().description();
    }

    static String summary(DaneResult.NoUsableRecords result) {
        return result.findings().isEmpty()
                ? "no usable TLSA records: there are none"
                : "no usable TLSA records: " + counted(result.findings().size(), "record") + ", all unusable";
    }

    static String of(DaneResult.Authenticated result) {
        ResultExplanation explanation = new ResultExplanation(summary(result));
        explanation.line("record", result.record().toShortString());
        explanation.certificates("path", result.path());
        for (DaneResult.WeakKey weak : result.weakKeys()) {
            explanation.line(
                    "weak",
                    (weak.depth() < result.path().size() ? "certificate " + weak.depth() + " has" : "the record is for")
                            + " a key of " + weak.size().bits() + " bits ("
                            + weak.size().kind() + "); use "
                            + KeyStrength.RECOMMENDED.minimum(weak.size()) + " or more");
        }
        return explanation.toString();
    }

    static String of(DaneResult.NotAuthenticated result) {
        ResultExplanation explanation = new ResultExplanation(summary(result));
        explanation.line("names", Printable.clip(result.names().toString(), 2 * PresentedNames.SHOWN_LENGTH));
        explanation.records(result.findings());
        explanation.chain(result.chain());
        for (String hint : advice(result)) {
            explanation.line("hint", hint);
        }
        return explanation.toString();
    }

    static String of(DaneResult.NoUsableRecords result) {
        ResultExplanation explanation = new ResultExplanation(summary(result));
        explanation.records(result.findings());
        return explanation.toString();
    }

    /** What to do about a refusal, for the operator of the server. Never advice to trust what just answered. */
    private static List<String> advice(DaneResult.NotAuthenticated result) {
        List<String> advice = new ArrayList<>();
        String main = advice(result.reason());
        if (!main.isEmpty()) {
            advice.add(main);
        }
        boolean weakerMatches = result.findings().stream()
                .anyMatch(finding -> finding.reason() == Reason.WEAKER_DIGEST
                        && finding.detail().equals(Verification.WEAKER_DIGEST_MATCHES));
        if (weakerMatches) {
            advice.add("publish every key with every digest that the record set uses (RFC 7671 section 8)");
        }
        return advice;
    }

    /** Empty if the reason is not one that a chain is refused for. */
    private static String advice(Reason reason) {
        return switch (reason) {
            case EMPTY_CHAIN -> "configure the server to send its certificate";
            case UNREADABLE_CERTIFICATE ->
                "replace the server's certificate, or publish a 3 x x record, which needs no parsing";
            case RAW_PUBLIC_KEY -> "publish a 3 1 1 record for the key (RFC 7671 section 5.1)";
            case LEAF_MISMATCH ->
                "if certificate 0 is the right one, publish its record beside the old ones before the server uses it;"
                        + " if not, restore the old key, or find out who answered";
            case ANCHOR_NOT_IN_CHAIN ->
                "make the server send its trust anchor certificate, even a self-signed one (RFC 7671 section 5.2.2),"
                        + " or publish the 3 1 1 record of certificate 0 if it is the right one";
            case ANCHOR_IS_LEAF ->
                "publish the certificate with usage 3 (DANE-EE); usage 2 is for the CA that issued it";
            case ANCHOR_NOT_ON_PATH, SIGNATURE_INVALID ->
                "make the server send all issuers of its certificate, up to the one in the TLSA record; if it does, the"
                        + " certificate was not issued by that one";
            case NO_PKIX_PATH -> "make the server send its intermediate certificates, or trust its root locally";
            case BUDGET_EXHAUSTED ->
                "remove what the server's certificate does not need from its chain and its records";
            case NOT_A_CA, PATH_TOO_LONG, UNKNOWN_CRITICAL_EXTENSION, NAME_CONSTRAINTS, INVALID_PATH ->
                "have the certificate issued anew under a CA that may do so, or publish a 3 1 1 record, which needs no"
                        + " path";
            case EXTENDED_KEY_USAGE ->
                "use certificates for TLS servers, or publish a 3 1 1 record, which does not ask for it";
            case WEAK_KEY -> "make a stronger key, RSA with 2048 bits or P-256, and sign with SHA-256 or better";
            case NOT_YET_VALID -> "check the clocks on both sides";
            case EXPIRED -> "renew the certificate; a 3 1 1 record would not ask for dates (RFC 7671 section 5.1)";
            case NAME_MISMATCH ->
                "give the certificate the TLSA base domain as a DNS name, or publish a 3 1 1 record, which does not ask"
                        + " for names (RFC 7671 section 5.1)";
            default -> "";
        };
    }

    private void records(List<RecordFinding> findings) {
        List<String> shown = findings.stream()
                .limit(SHOWN_RECORDS)
                .map(finding -> finding.record().toShortString())
                .toList();
        int width = shown.stream().mapToInt(String::length).max().orElse(0);
        for (int i = 0; i < shown.size(); i++) {
            RecordFinding finding = findings.get(i);
            String detail = finding.detail().isEmpty() ? "" : ": " + finding.detail();
            line("record", padded(shown.get(i), width) + "  " + finding.reason().description() + detail);
        }
        rest(findings.size() - shown.size(), "record");
    }

    private void chain(PresentedChain chain) {
        byte[] key = chain.key();
        if (key == null) {
            certificates("chain", chain.certificates());
        } else {
            line("chain", "a raw public key" + keyRecord(key));
        }
    }

    private static String keyRecord(byte[] key) {
        try {
            return "  as " + TlsaRecord.matchingPublicKey(key, MatchingType.SHA2_256);
        } catch (IllegalArgumentException e) {
            return ", malformed";
        }
    }

    private void certificates(String label, List<EncodedCertificate> certificates) {
        List<String> subjects = certificates.stream()
                .limit(SHOWN_CERTIFICATES)
                .map(ResultExplanation::subject)
                .toList();
        int width = subjects.stream().mapToInt(String::length).max().orElse(0);
        for (int i = 0; i < subjects.size(); i++) {
            CertificateUsage usage = i == 0 ? CertificateUsage.DANE_EE : CertificateUsage.DANE_TA;
            line(
                    i == 0 ? label : "",
                    i + "  " + padded(subjects.get(i), width) + "  " + neededRecord(certificates.get(i), usage));
        }
        rest(certificates.size() - subjects.size(), "certificate");
        if (certificates.isEmpty() && label.equals("chain")) {
            line(label, "none");
        }
    }

    /** The subject; or why there is none to show. */
    private static String subject(EncodedCertificate encoded) {
        X509Certificate certificate = CertificateParser.parse(encoded.der());
        if (certificate == null) {
            return "(cannot be read)";
        }
        try {
            String subject = certificate.getSubjectX500Principal().getName();
            return subject.isEmpty() ? "(no subject)" : Printable.clip(subject, SHOWN_SUBJECT);
        } catch (RuntimeException e) {
            return "(cannot be read)";
        }
    }

    /** The recommended record for this certificate (RFC 7671 section 5.1), complete, ready to be published. */
    private static String neededRecord(EncodedCertificate certificate, CertificateUsage usage) {
        try {
            return "as " + TlsaRecord.matching(certificate, usage, Selector.SPKI, MatchingType.SHA2_256);
        } catch (IllegalArgumentException e) {
            return "no certificate";
        }
    }

    private void rest(int count, String noun) {
        if (count > 0) {
            line("", "and " + counted(count, "more " + noun));
        }
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private void line(String label, String text) {
        lines.add("  " + padded(label, 6) + "  " + text);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
