package io.github.dane4j.dns.validation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/** What a reply says, taken at its word: because its zone is unsigned, or because its server is trusted. */
final class FromReply {
    private FromReply() {}

    /**
     * The reply that says what is at the name.
     *
     * @throws BogusException if there is none
     * @throws MissingReplies if it has to be asked for
     */
    static Reply about(Query question, Evidence replies) throws BogusException {
        Reply reply = replies.about(question, Type.CNAME);
        if (reply != null) {
            return reply;
        }
        require(question, replies);
        throw new BogusException(Cause.of(Fault.UNANSWERED, question, question.name()));
    }

    /** @throws MissingReplies if the question itself has not been asked */
    static void require(Query question, Evidence replies) {
        if (!replies.has(question)) {
            throw new MissingReplies(List.of(question));
        }
    }

    static Judgement.Insecure insecure(Query question, Reply reply, Optional<Name> cut, Instant limit, Instant now)
            throws BogusException {
        Finding finding = finding(question, reply);
        Instant expiry = expiry(question, reply, now);
        return new Judgement.Insecure(cut, finding, limit.isBefore(expiry) ? limit : expiry);
    }

    static Finding finding(Query question, Reply reply) throws BogusException {
        SignedSet set = decisive(question, reply);
        if (set != null) {
            return Redirect.read(question, set);
        }
        if (reply.isReferral()) {
            throw new BogusException(Cause.of(Fault.REFERRAL, question, question.name()));
        }
        // A denial needs no SOA (RFC 2308 section 2.2).
        return new Finding.Absence(reply.saysNoSuchName() ? Finding.Kind.NO_NAME : Finding.Kind.NO_DATA);
    }

    private static @Nullable SignedSet decisive(Query question, Reply reply) {
        SignedSet data = reply.answer(question.name(), question.type());
        if (data != null) {
            return data;
        }
        SignedSet alias = reply.answer(question.name(), Type.CNAME);
        if (alias != null) {
            return alias;
        }
        List<SignedSet> redirects = reply.redirectsOf(question.name());
        return redirects.isEmpty() ? null : redirects.get(0);
    }

    static Instant expiry(Query question, Reply reply, Instant now) {
        SignedSet set = decisive(question, reply);
        if (set != null) {
            return now.plusSeconds(set.ttl());
        }
        // RFC 2308 section 5: a denial without SOA must not be cached.
        Instant end = negativeTtlEnd(reply, now);
        return end == null ? now : end;
    }

    /** By the SOA record, signed or not: it can only make a denial live shorter. Null if there is none. */
    static @Nullable Instant negativeTtlEnd(Reply reply, Instant now) {
        SignedSet soa = reply.authority(Type.SOA);
        Instant end = null;
        if (soa != null) {
            for (SOARecord record : soa.records(SOARecord.class)) {
                end = now.plusSeconds(Math.min(record.getTTL(), record.getMinimum()));
            }
        }
        return end;
    }
}
