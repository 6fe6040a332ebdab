package io.github.dane4j.cli.send;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.policy.MtaStsPolicies;
import io.github.dane4j.policy.TlsPlan;
import java.util.Optional;

/**
 * DANE and MTA-STS for the first MX host of a destination, and which of them decides what a connection must provide. DANE goes
 * first (RFC 8461 section 2), but an enforced policy must name the host in any case.
 *
 * @param mtaSts the state of the policy; empty if it is not asked for
 * @param detail why the state is unknown; empty if it was not found in time, and for every other state
 * @param decider who decides; empty if there is no host to decide about
 * @param named whether the policy, if it is enforced, names the host
 */
record Layers(Optional<MtaSts> mtaSts, String detail, Optional<Decider> decider, boolean named) {
    /** The state of an MTA-STS policy. */
    enum MtaSts {
        /** The policy is enforced. */
        ENFORCE,
        /** The policy is tested: whatever it says stops no mail. */
        TESTING,
        /** The domain has none. */
        NONE,
        /**
         * Whether there is one cannot be found out, and the mail is sent as if there were none (RFC 8461 section 3.3); or it
         * was not found out in time, and is asked for on delivery.
         */
        UNKNOWN
    }

    /** Who decides. */
    enum Decider {
        /** The TLSA records, or DNSSEC, which refuses the host. */
        DANE,
        /** The policy. */
        MTA_STS,
        /** Neither: TLS if it is offered. */
        NOTHING
    }

    /** Where MTA-STS policies do not count. */
    static Layers withoutMtaSts(DnsProof proof) {
        return new Layers(Optional.empty(), "", proof.plan().map(plan -> byDane(plan.kind())), true);
    }

    /** The time for policies ended before that of this domain was found. The delivery asks for it in any case. */
    static Layers notFoundInTime() {
        return new Layers(Optional.of(MtaSts.UNKNOWN), "", Optional.empty(), true);
    }

    /** Whether an enforced policy names none of the MX hosts. */
    static boolean namesNone(DnsProof proof, MtaStsPolicies.Found found) {
        return found.policy().filter(MtaStsPolicies.Policy::isEnforced).isPresent()
                && proof.plan().isPresent()
                && proof.plan().get().all().stream()
                        .noneMatch(host -> allows(found.policy().get(), host));
    }

    /** With what was found of the domain's policy. */
    static Layers of(DnsProof proof, MtaStsPolicies.Found found) {
        MtaSts state = found.policy()
                .map(policy -> policy.isEnforced() ? MtaSts.ENFORCE : MtaSts.TESTING)
                .orElse(found.known() ? MtaSts.NONE : MtaSts.UNKNOWN);
        boolean enforced = state == MtaSts.ENFORCE;
        boolean named = !enforced
                || found.policy().isEmpty()
                || proof.plan()
                        .map(plan -> allows(found.policy().get(), plan.name()))
                        .orElse(true);
        return new Layers(
                Optional.of(state),
                state == MtaSts.UNKNOWN
                        ? found.failure()
                                .map(MtaStsPolicies.Failure::text)
                                .filter(text -> !text.isEmpty())
                                .orElse("its record cannot be looked up")
                        : "",
                proof.plan().map(plan -> enforced ? decider(plan.kind(), named) : byDane(plan.kind())),
                named);
    }

    private static boolean allows(MtaStsPolicies.Policy policy, String host) {
        try {
            return policy.allows(DomainName.of(host));
        } catch (InvalidNameException e) {
            return false;
        }
    }

    private static Decider byDane(TlsPlan.Kind kind) {
        return kind == TlsPlan.Kind.NOT_COVERED ? Decider.NOTHING : Decider.DANE;
    }

    private static Decider decider(TlsPlan.Kind kind, boolean named) {
        return switch (kind) {
            case REFUSE -> Decider.DANE;
            case AUTHENTICATE -> named ? Decider.DANE : Decider.MTA_STS;
            case ENCRYPT, NOT_COVERED -> Decider.MTA_STS;
        };
    }

    /** What a connection to the host must provide, by whoever decides. */
    String expectation(DnsProof proof) {
        if (decider.filter(Decider.MTA_STS::equals).isEmpty() || proof.plan().isEmpty()) {
            return proof.expectation();
        }
        return named
                ? "TLS, and a certificate of a trusted CA for "
                        + proof.plan().get().name()
                : "no connection";
    }

    /** One sentence for people; empty if policies do not count. */
    Optional<String> sentence() {
        return mtaSts.map(state -> "MTA-STS policy: "
                + switch (state) {
                    case ENFORCE ->
                        named ? "mode enforce" : "mode enforce, and it does not name this host, which gets no mail";
                    case TESTING -> "mode testing, which stops no mail";
                    case NONE -> "none";
                    case UNKNOWN ->
                        detail.isEmpty()
                                ? "not known yet, since the time for policies was over; it is asked for on delivery"
                                : "unknown, so the mail is sent as if there were none: " + detail;
                }
                + decider.map(who -> switch (who) {
                            case DANE -> "; DANE decides";
                            case MTA_STS -> "; MTA-STS decides";
                            case NOTHING -> "; neither DANE nor MTA-STS decides";
                        })
                        .orElse(""));
    }
}
