package io.github.dane4j.acceptance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.tlsrpt.FailureDetail;
import io.github.dane4j.tlsrpt.PolicyReport;
import io.github.dane4j.tlsrpt.PolicyType;
import io.github.dane4j.tlsrpt.ResultType;
import io.github.dane4j.tlsrpt.SessionStore;
import io.github.dane4j.tlsrpt.SessionStoreException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What the TLS reports for one domain say (RFC 8460), of all days. */
final class Reported {
    private static final SessionStore.Reporter REPORTER = new SessionStore.Reporter("Soak", "reports@sender.test");

    private final List<PolicyReport> policies = new ArrayList<>();

    /** Of the domain itself, and of its first host, which some mail goes to as a relay. */
    static Reported of(SessionStore store, Domain domain, LocalDate firstDay) throws SessionStoreException {
        Reported reported = new Reported();
        for (LocalDate day = firstDay; !day.isAfter(LocalDate.now(ZoneOffset.UTC)); day = day.plusDays(1)) {
            for (String name : List.of(domain.domain(), domain.host(0))) {
                reported.policies.addAll(
                        store.report(DomainName.of(name), day, REPORTER).policies());
            }
        }
        reported.policies.forEach(policy -> assertThat(policy.failures().stream()
                        .mapToLong(FailureDetail::failedSessions)
                        .sum())
                .as("failures of %s, in all and one by one", domain)
                .isEqualTo(policy.failedSessions()));
        return reported;
    }

    private static boolean isOf(PolicyReport policy, PolicyType type) {
        return policy.policy().type().equals(type.word());
    }

    /** Sessions that were as TLSA records ask, or under TLS where there is no policy. */
    long byDaneOrNone() {
        return policies.stream()
                .filter(policy -> !isOf(policy, PolicyType.STS))
                .mapToLong(PolicyReport::successfulSessions)
                .sum();
    }

    /** Sessions under TLS that were judged by an MTA-STS policy, for good or ill. */
    long byMtaSts() {
        return succeededByMtaSts()
                + policies.stream()
                        .filter(policy -> isOf(policy, PolicyType.STS))
                        .flatMap(policy -> policy.failures().stream())
                        .filter(Reported::isUnderTls)
                        .mapToLong(FailureDetail::failedSessions)
                        .sum();
    }

    /** A certificate was seen, or would have been; a host that is left out for its name has no address. */
    private static boolean isUnderTls(FailureDetail failure) {
        return failure.receivingIp().isPresent()
                && (failure.resultType().startsWith("certificate-")
                        || failure.reasonCode()
                                .filter(Reason.MTA_STS_MX_MISMATCH.word()::equals)
                                .isPresent());
    }

    long succeededByMtaSts() {
        return policies.stream()
                .filter(policy -> isOf(policy, PolicyType.STS))
                .mapToLong(PolicyReport::successfulSessions)
                .sum();
    }

    long failed() {
        return policies.stream().mapToLong(PolicyReport::failedSessions).sum();
    }

    long failed(ResultType type) {
        return policies.stream()
                .flatMap(policy -> policy.failures().stream())
                .filter(failure -> failure.resultType().equals(type.word()))
                .mapToLong(FailureDetail::failedSessions)
                .sum();
    }
}
