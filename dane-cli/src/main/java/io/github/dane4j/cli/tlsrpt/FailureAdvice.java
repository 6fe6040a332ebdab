package io.github.dane4j.cli.tlsrpt;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Culprit;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.tlsrpt.PolicyType;
import io.github.dane4j.tlsrpt.ResultType;
import java.util.Optional;

/**
 * What to do about sessions that failed in one way: where {@code dane check} finds the same, in its words.
 *
 * @param culprit who has to act
 * @param text one sentence without full stop
 */
record FailureAdvice(Culprit culprit, String text) {
    private static final int SMTP_PORT = 25;
    /** The record that would match the key, which is not known here. */
    private static final String RECORD = "its 3 1 1 record";

    static FailureAdvice of(ReportTotals.Policy policy, ReportTotals.Way way) {
        Optional<ResultType> type = ResultType.of(way.resultType());
        return type.isEmpty()
                ? new FailureAdvice(
                        Culprit.NOBODY, "RFC 8460 does not define this failure; ask the sender what it means")
                : of(policy, way, type.get());
    }

    private static FailureAdvice of(ReportTotals.Policy policy, ReportTotals.Way way, ResultType type) {
        boolean dane = policy.type().equals(PolicyType.TLSA.word());
        return switch (type) {
            case STARTTLS_NOT_SUPPORTED -> found(way, dane ? Code.STARTTLS_NOT_OFFERED : Code.TLSA_MISSING_NO_TLS);
            case CERTIFICATE_HOST_MISMATCH -> found(way, dane ? Code.CHAIN_OTHER_NAME : Code.CERTIFICATE_OTHER_NAME);
            case CERTIFICATE_EXPIRED -> found(way, dane ? Code.CHAIN_EXPIRED : Code.CERTIFICATE_EXPIRED);
            case CERTIFICATE_NOT_TRUSTED ->
                dane
                        ? found(way, Code.CHAIN_INCOMPLETE)
                        : new FailureAdvice(
                                Culprit.SERVER,
                                "use a certificate from a public CA, and make the server send every CA certificate"
                                        + " between the two");
            case VALIDATION_FAILURE -> validation(way, dane);
            case TLSA_INVALID -> found(way, Code.RECORDS_UNUSABLE);
            case DNSSEC_INVALID -> found(way, Code.LOOKUP_BOGUS);
            case DANE_REQUIRED -> found(way, Code.TLSA_MISSING);
            case STS_POLICY_FETCH_ERROR, STS_WEBPKI_INVALID -> policyServer(policy);
            case STS_POLICY_INVALID -> found(way, Code.MTA_STS_POLICY_INVALID);
        };
    }

    /** The reason codes are those of the sender; ours are known. */
    private static FailureAdvice validation(ReportTotals.Way way, boolean dane) {
        if (way.reasonCode().filter(Reason.HANDSHAKE_FAILED.word()::equals).isPresent()) {
            return found(way, Code.HANDSHAKE_FAILED);
        }
        return dane
                ? found(way, Code.NOT_AUTHENTICATED)
                : new FailureAdvice(
                        Culprit.SERVER,
                        "check that the MTA-STS policy names the MX host, and that the server's TLS works (version 1.2 or"
                                + " later, a usual cipher suite)");
    }

    private static FailureAdvice policyServer(ReportTotals.Policy policy) {
        return new FailureAdvice(
                Culprit.SERVER,
                "serve the policy at https://mta-sts."
                        + name(policy.domain()).map(DomainName::toString).orElse("DOMAIN")
                        + "/.well-known/mta-sts.txt, with a certificate from a public CA, or remove the record");
    }

    private static FailureAdvice found(ReportTotals.Way way, Code code) {
        // It goes into command lines: nothing that is not a name.
        String host = way.mxHost()
                .flatMap(FailureAdvice::name)
                .map(DomainName::toString)
                .orElse("HOST");
        Finding finding = Finding.of(code)
                .with(Finding.HOST, host)
                .with("name", host)
                .with("port", SMTP_PORT)
                .with("right", RECORD);
        return new FailureAdvice(finding.culprit(), finding.advice().orElseThrow());
    }

    /** As a name in DNS, if it is one. */
    static Optional<DomainName> name(String text) {
        try {
            return Optional.of(DomainName.of(text));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
