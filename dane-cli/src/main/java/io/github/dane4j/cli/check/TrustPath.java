package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import io.github.dane4j.policy.DeliveryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way from the root of DNS to the key of each server, step by step, as a sender walks it. Pure. */
final class TrustPath {
    /** Whether a step holds. */
    enum State {
        /** Proven. */
        PROVEN,
        /** Nothing is promised from here on. */
        OPEN,
        /** The step fails. */
        BROKEN,
        /** Not seen, so that nobody can tell. */
        UNKNOWN
    }

    /**
     * One step.
     *
     * @param kind what it is, in a word or two
     * @param label what it is about, not escaped
     * @param detail how it stands, not escaped
     */
    record Node(String kind, String label, String detail, State state) {}

    private TrustPath() {}

    /** The steps from the root to the MX records of a domain, or to the zone of a host. */
    static List<Node> of(DestinationReport report) {
        List<Node> nodes = new ArrayList<>();
        report.delivery().map(DeliveryPlan::mx).ifPresent(mx -> {
            zones(nodes, mx.name(), LookupFaults.cut(mx), state(mx));
            nodes.add(new Node("MX", mx.name().toString(), mx.describe(), state(mx)));
        });
        return nodes;
    }

    /** The steps from the zone of a host to the key of its servers. */
    static List<Node> of(HostReport host) {
        List<Node> nodes = new ArrayList<>();
        for (Answer<?> answer : host.policy().evidence()) {
            if (nodes.isEmpty()) {
                zones(nodes, answer.name(), LookupFaults.cut(answer), state(answer));
            }
            boolean tlsa = answer.type().equals(RecordType.TLSA);
            State state = state(answer);
            nodes.add(new Node(
                    answer.type().toString(),
                    answer.name().toString(),
                    answer.describe(),
                    tlsa && answer.kind() == Answer.Kind.DENIAL && state == State.PROVEN ? State.OPEN : state));
        }
        for (AddressReport address : host.addresses()) {
            nodes.add(new Node(
                    "server",
                    address.seen().address().getHostAddress(),
                    address.main().text(),
                    address.authenticated() ? State.PROVEN : of(address.main().level())));
        }
        return nodes;
    }

    private static State of(Level level) {
        return switch (level) {
            case OK, UNKNOWN -> State.UNKNOWN;
            case WARNING, NOT_COVERED -> State.OPEN;
            case FAILURE -> State.BROKEN;
        };
    }

    private static State state(Answer<?> answer) {
        return switch (answer.kind()) {
            case DATA -> of(((Answer.Data<?>) answer).security());
            case DENIAL -> of(((Answer.Denial<?>) answer).security());
            case FAILURE -> State.BROKEN;
        };
    }

    private static State of(Security security) {
        return security == Security.SECURE ? State.PROVEN : State.OPEN;
    }

    /** The names from the root down; where trust ends is known, and where a proof fails is not. */
    private static void zones(List<Node> nodes, DomainName name, Optional<DomainName> cut, State last) {
        List<DomainName> down = new ArrayList<>();
        Optional<DomainName> above = Optional.of(name);
        while (above.isPresent() && !above.get().equals(DomainName.ROOT)) {
            down.add(0, above.get());
            above = above.get().parent();
        }
        nodes.add(new Node("trust anchor", ".", "the keys of the root", State.PROVEN));
        State state = last == State.BROKEN ? State.UNKNOWN : State.PROVEN;
        for (DomainName each : down) {
            boolean ends = cut.filter(each::equals).isPresent();
            state = ends ? State.OPEN : state;
            nodes.add(new Node(
                    "name",
                    each.toString(),
                    ends
                            ? "not signed, or its parent has no DS record"
                            : switch (state) {
                                case PROVEN -> "signed from the root down";
                                case OPEN -> "below a zone that is not signed";
                                case BROKEN, UNKNOWN -> "on the way to an answer that failed";
                            },
                    state));
        }
    }
}
