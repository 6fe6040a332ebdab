package io.github.dane4j.policy;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.SrvRecord;
import java.util.List;
import java.util.stream.Collectors;

/** Where a service may be found (RFC 7673 section 3.1). */
public sealed interface SrvPlan {
    /** The cases, for an exhaustive switch. */
    enum Kind {
        /** {@link Targets}. */
        TARGETS,
        /** {@link Absent}. */
        ABSENT,
        /** {@link NotOffered}. */
        NOT_OFFERED,
        /** {@link Failed}. */
        FAILED
    }

    /** Which case this is. */
    Kind kind();

    /** The service that was asked for. */
    SrvName name();

    /** The answer to the SRV query. */
    Answer<SrvRecord> srv();

    /** The plan in several lines, for a person. */
    String explain();

    /**
     * The service is at one of these servers.
     *
     * @param targets in the order in which to try them (RFC 2782), which DANE does not change; at least one
     * @param dropped how many more were published than are tried
     */
    record Targets(SrvName name, Answer<SrvRecord> srv, List<SrvTarget> targets, int dropped) implements SrvPlan {
        /** Copies the list. */
        public Targets {
            targets = List.copyOf(targets);
        }

        @Override
        public Kind kind() {
            return Kind.TARGETS;
        }

        @Override
        public String explain() {
            return name + " is at "
                    + targets.stream().map(SrvTarget::toString).collect(Collectors.joining(", then at "))
                    + (dropped == 0 ? "" : "; " + dropped + " more are not tried")
                    + "\n  " + srv;
        }
    }

    /** There are no SRV records: the application does what it does without them (RFC 7673 section 3.1). */
    record Absent(SrvName name, Answer<SrvRecord> srv) implements SrvPlan {
        @Override
        public Kind kind() {
            return Kind.ABSENT;
        }

        @Override
        public String explain() {
            return name + " has no SRV records\n  " + srv;
        }
    }

    /** The domain declares that it does not offer the service, by the target "." (RFC 2782): do not connect. */
    record NotOffered(SrvName name, Answer<SrvRecord> srv) implements SrvPlan {
        @Override
        public Kind kind() {
            return Kind.NOT_OFFERED;
        }

        @Override
        public String explain() {
            return name + " is not offered\n  " + srv;
        }
    }

    /** Nothing is proven: do not connect, and do not fall back to anything (RFC 7673 section 3.1). */
    record Failed(SrvName name, Answer<SrvRecord> srv, Reason reason) implements SrvPlan {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }

        @Override
        public String explain() {
            return name + " cannot be used now: " + reason.description() + "\n  " + srv;
        }
    }
}
