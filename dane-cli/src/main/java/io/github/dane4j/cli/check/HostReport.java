package io.github.dane4j.cli.check;

import io.github.dane4j.Reason;
import io.github.dane4j.smtp.HostPlan;
import io.github.dane4j.smtp.MailHost;
import io.github.dane4j.smtp.TlsRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one host stands.
 *
 * @param preference of its MX record; empty if there is none
 * @param plan what DNS proves about it
 * @param addresses what each address answered
 * @param leftOut addresses that were not asked, because there are too many
 */
record HostReport(OptionalInt preference, HostPlan plan, List<AddressReport> addresses, int leftOut) {
    HostReport {
        addresses = List.copyOf(addresses);
    }

    Verdict verdict() {
        List<Verdict> verdicts = new ArrayList<>();
        addresses.forEach(address -> verdicts.add(address.verdict()));
        if (leftOut > 0) {
            verdicts.add(Verdict.UNDETERMINED);
        }
        switch (plan.requirement()) {
            case SKIP -> verdicts.add(Verdict.UNDETERMINED);
            case ENCRYPTED -> verdicts.add(Verdict.FAILED);
            case OPPORTUNISTIC -> {
                return Verdict.NOT_COVERED;
            }
            case AUTHENTICATED -> {
                if (plan.host().origin() == MailHost.Origin.MX_INSECURE) {
                    verdicts.add(Verdict.NOT_COVERED);
                }
            }
        }
        return Verdict.worst(verdicts, Verdict.UNDETERMINED);
    }

    /** What to do about it, for whoever runs the host. What the certificates need, their own explanation says. */
    Optional<String> advice() {
        Optional<Reason> reason = plan.requirement() == TlsRequirement.AUTHENTICATED
                ? addresses.stream()
                        .filter(address -> address.verdict() == Verdict.FAILED
                                && address.result().isEmpty())
                        .findFirst()
                        .flatMap(AddressReport::reason)
                : plan.reason();
        return reason.flatMap(each -> Advice.on(each, plan.host()));
    }
}
