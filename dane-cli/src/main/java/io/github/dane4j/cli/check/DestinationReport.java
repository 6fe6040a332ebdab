package io.github.dane4j.cli.check;

import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.policy.DeliveryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a destination stands.
 *
 * @param destination as asked for
 * @param delivery where DNS sends mail for it; empty if the destination is one host
 * @param hosts how each stands, the preferred first
 * @param leftOut hosts that were not asked, because there are too many
 * @param findings about the destination as a whole
 * @param beside what it has beside DANE, which does not count
 */
record DestinationReport(
        String destination,
        Optional<DeliveryPlan> delivery,
        List<HostReport> hosts,
        int leftOut,
        List<Finding> findings,
        List<Finding> beside) {
    DestinationReport {
        hosts = List.copyOf(hosts);
        findings = List.copyOf(findings);
        beside = List.copyOf(beside);
    }

    /** The worst of all. */
    Level level() {
        return Level.worst(all().stream().map(Finding::level).toList(), Level.UNKNOWN);
    }

    /** Every finding: of the destination, of each host, of each address. */
    List<Finding> all() {
        List<Finding> all = new ArrayList<>(findings);
        for (HostReport host : hosts) {
            all.addAll(host.findings());
            for (AddressReport address : host.addresses()) {
                all.add(address.main());
                all.addAll(address.more());
            }
        }
        return all;
    }

    /** Why the mail goes nowhere; empty if it goes somewhere. */
    Optional<Reason> reason() {
        return delivery.flatMap(plan -> switch (plan.kind()) {
            case DELIVER -> Optional.empty();
            case DELAY -> Optional.of(((DeliveryPlan.Delay) plan).reason());
            case UNDELIVERABLE -> Optional.of(((DeliveryPlan.Undeliverable) plan).reason());
        });
    }

    /** What a sender would do, by its mode: the first host in the order of preference that it would deliver to. */
    Delivery delivery(boolean mandatory) {
        return hosts.stream()
                .map(host -> Delivery.to(host, mandatory))
                .filter(delivery -> delivery != Delivery.WAITS)
                .findFirst()
                .orElse(isUndeliverable() ? Delivery.REFUSED : Delivery.WAITS);
    }

    private boolean isUndeliverable() {
        return delivery.filter(plan -> plan.kind() == DeliveryPlan.Kind.UNDELIVERABLE)
                .isPresent();
    }
}
