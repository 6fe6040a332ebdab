package io.github.dane4j.dns.query;

import io.github.dane4j.Culprit;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.lookup.Question;
import io.github.dane4j.dns.validation.LookupLimits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * One query of a lookup and what came of it: a reply that says something (RCODE NOERROR or NXDOMAIN), or a failure.
 *
 * @param question as sent
 * @param server that replied, or that failed last
 * @param reply null exactly if this is a failure
 * @param reason of the failure
 * @param culprit whose fault the failure is, if that does not follow from the reason
 * @param problem the failure in words, without the question
 * @param extendedError that came with an error reply
 * @param transport by which it was sent; empty if it was not
 * @param nanos how long the reply took
 */
public record QueryOutcome(
        Record question,
        String server,
        @Nullable Message reply,
        Reason reason,
        Optional<Culprit> culprit,
        String problem,
        Optional<ExtendedError> extendedError,
        String transport,
        long nanos) {
    private static final int SHOWN = 120;

    public static QueryOutcome replied(Record question, String server, Message reply) {
        int rcode = reply.getRcode();
        if (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN) {
            return new QueryOutcome(
                    question, server, reply, Reason.DNS_ERROR, Optional.empty(), "", Optional.empty(), "", 0);
        }
        // Queries are sent with CD, so this is a failure, not the verdict of a validating server. It is the zone's, and
        // for DS
        // records its parent's: a server that answers everything so is found out by asking it for the keys of the root.
        return new QueryOutcome(
                question,
                server,
                null,
                Reason.DNS_ERROR,
                Optional.of(question.getType() == Type.DS ? Culprit.PARENT : Culprit.ZONE),
                Rcode.string(rcode),
                ExtendedError.of(reply),
                "",
                0);
    }

    public static QueryOutcome failed(Record question, String server, Reason reason, String problem) {
        return new QueryOutcome(
                question,
                server,
                null,
                reason,
                Optional.empty(),
                Printable.clip(problem, SHOWN),
                Optional.empty(),
                "",
                0);
    }

    /** The exchange that is not done, because this machine asks for more than its name servers answer. */
    public static QueryOutcome tooManyAtOnce(Record question) {
        return new QueryOutcome(
                question,
                "",
                null,
                Reason.DNS_BUDGET,
                Optional.of(Culprit.CONFIGURATION),
                "too many lookups at the same time",
                Optional.empty(),
                "",
                0);
    }

    /** The exchange that is not done any more. */
    static QueryOutcome overBudget(Record question) {
        return failed(question, "", Reason.DNS_BUDGET, "more than " + LookupLimits.QUERIES + " queries");
    }

    /** The same exchange, after its reply was found to be of no use. */
    QueryOutcome rejected(Reason why, String problemWithReply) {
        return failed(question, server, why, problemWithReply).timed(transport, nanos);
    }

    /** The same exchange, with the way it went and the time it took. */
    QueryOutcome timed(String by, long took) {
        return new QueryOutcome(question, server, reply, reason, culprit, problem, extendedError, by, took);
    }

    /** The same exchange with a server that validates: its refusal may be a verdict. */
    public QueryOutcome withVerdict() {
        boolean bogus =
                reply == null && extendedError.map(ExtendedError::saysBogus).orElse(false);
        return bogus
                ? new QueryOutcome(
                        question, server, null, Reason.DNSSEC_BOGUS, culprit, problem, extendedError, transport, nanos)
                : this;
    }

    public boolean isFailure() {
        return reply == null;
    }

    /** The question in the order and form of {@link Question}. */
    public static String describe(Record question) {
        return Printable.clip(question.getName().toString(true), SHOWN) + " " + Type.string(question.getType());
    }

    /** For a failure, the query, what happened, and the server. */
    @Override
    public String toString() {
        String what = reason == Reason.RESOLVER_WITHOUT_DNSSEC
                ? "your name server " + server + " " + problem
                : problem + (server.isEmpty() ? "" : " from " + server);
        return describe(question) + ": " + what
                + extendedError.map(e -> " (" + e + ")").orElse("");
    }
}
