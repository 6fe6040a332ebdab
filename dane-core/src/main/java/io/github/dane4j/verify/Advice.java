package io.github.dane4j.verify;

import io.github.dane4j.Reason;
import java.util.ArrayList;
import java.util.List;

/** What to do about a refusal, for whoever runs the server. Never an advice to trust what just answered. */
final class Advice {
    private Advice() {}

    static List<String> on(DaneResult.NotAuthenticated result) {
        List<String> advice = new ArrayList<>();
        advice.add(on(result.reason()));
        boolean weakerMatches = result.findings().stream()
                .anyMatch(finding -> finding.reason() == Reason.WEAKER_DIGEST
                        && finding.detail().equals(Verification.WEAKER_DIGEST_MATCHES));
        if (weakerMatches) {
            advice.add("publish every key with every digest that the record set uses (RFC 7671 section 8)");
        }
        return advice;
    }

    private static String on(Reason reason) {
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
            default -> "publish a 3 1 1 record for the server's key";
        };
    }
}
