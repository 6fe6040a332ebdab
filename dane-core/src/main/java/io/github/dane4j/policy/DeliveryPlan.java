package io.github.dane4j.policy;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.MxRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where the mail for a next-hop domain may go (RFC 7672 section 2.2.1). */
public sealed interface DeliveryPlan {
    /** The cases, for an exhaustive switch. */
    enum Kind {
        /** {@link Deliver}. */
        DELIVER,
        /** {@link Delay}. */
        DELAY,
        /** {@link Undeliverable}. */
        UNDELIVERABLE
    }

    /** Which case this is. */
    Kind kind();

    /** The next-hop domain as asked for. */
    DomainName nextHop();

    /** The answer to the MX query. */
    Answer<MxRecord> mx();

    /** The plan in several lines, for a person. */
    String explain();

    /**
     * The same plan where DANE is mandatory: hosts that come from an unsigned answer get no mail (RFC 7672 section 2.2.1), and
     * there is a {@link Delay} for {@link Reason#MX_INSECURE} instead.
     */
    default DeliveryPlan mandatory() {
        return switch (kind()) {
            case DELAY, UNDELIVERABLE -> this;
            case DELIVER ->
                ((Deliver) this).hosts().stream().anyMatch(host -> host.origin() == MailHost.Origin.MX_INSECURE)
                        ? new Delay(nextHop(), mx(), Reason.MX_INSECURE)
                        : this;
        };
    }

    /**
     * Deliver to one of these hosts.
     *
     * @param hosts in the order in which to try them; at least one
     */
    record Deliver(DomainName nextHop, Answer<MxRecord> mx, List<MailHost> hosts) implements DeliveryPlan {
        /** Copies the list. */
        public Deliver {
            hosts = List.copyOf(hosts);
        }

        @Override
        public Kind kind() {
            return Kind.DELIVER;
        }

        @Override
        public String explain() {
            return "mail for " + nextHop + " goes to "
                    + hosts.stream().map(MailHost::toString).collect(Collectors.joining(", then to ")) + "\n  " + mx;
        }
    }

    /** Deliver nowhere for now: keep the mail and try later. */
    record Delay(DomainName nextHop, Answer<MxRecord> mx, Reason reason) implements DeliveryPlan {
        /** Who has to act, if the reason is a lookup that failed. */
        public Optional<Culprit> culprit() {
            return Failures.culprit(reason, List.of(mx));
        }

        @Override
        public Kind kind() {
            return Kind.DELAY;
        }

        @Override
        public String explain() {
            return "mail for " + nextHop + " must wait: " + reason.description() + "\n  " + mx
                    + (mx instanceof Answer.Failure<?> failure ? "\n  hint   " + failure.advice() : "");
        }
    }

    /** Give up: the domain does not exist ({@link Reason#NO_SUCH_DOMAIN}) or takes no mail ({@link Reason#NULL_MX}). */
    record Undeliverable(DomainName nextHop, Answer<MxRecord> mx, Reason reason) implements DeliveryPlan {
        @Override
        public Kind kind() {
            return Kind.UNDELIVERABLE;
        }

        @Override
        public String explain() {
            return "mail for " + nextHop + " cannot be delivered: " + reason.description() + "\n  " + mx;
        }
    }
}
