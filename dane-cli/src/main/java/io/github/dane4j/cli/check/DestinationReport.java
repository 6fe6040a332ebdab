package io.github.dane4j.cli.check;

import io.github.dane4j.Reason;
import io.github.dane4j.smtp.DeliveryPlan;
import java.util.List;
import java.util.Optional;

/**
 * How a destination stands.
 *
 * @param destination as asked for
 * @param delivery where DNS sends mail for it; empty if the destination is one host
 * @param hosts how each stands, the preferred first
 * @param leftOut hosts that were not asked, because there are too many
 */
record DestinationReport(String destination, Optional<DeliveryPlan> delivery, List<HostReport> hosts, int leftOut) {
    DestinationReport {
        hosts = List.copyOf(hosts);
    }

    Verdict verdict() {
        Verdict worst = Verdict.worst(
                hosts.stream().map(HostReport::verdict).toList(),
                reason().filter(DestinationReport::isProven).isPresent() ? Verdict.NOT_COVERED : Verdict.UNDETERMINED);
        return leftOut > 0 ? Verdict.worst(List.of(worst, Verdict.UNDETERMINED), worst) : worst;
    }

    private static boolean isProven(Reason reason) {
        return reason == Reason.NULL_MX;
    }

    /** Why the mail goes nowhere; empty if it goes somewhere. */
    Optional<Reason> reason() {
        return delivery.flatMap(plan -> switch (plan.kind()) {
            case DELIVER -> Optional.empty();
            case DELAY -> Optional.of(((DeliveryPlan.Delay) plan).reason());
            case UNDELIVERABLE -> Optional.of(((DeliveryPlan.Undeliverable) plan).reason());
        });
    }
}
