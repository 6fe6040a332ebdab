package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Reads replies along the aliases to the answer: to records, a denial, or an error. One reply may hold the whole chain,
 * or end in an alias whose target has to be asked for (RFC 7672 section 2.1.3). The answer is as secure as the weakest
 * reply, and lives as long as the shortest-lived.
 *
 * <p>A DNAME needs no step of its own: the CNAME made from it stands beside it, and the validator compared the two.
 * Confined to one lookup; not thread-safe.
 */
final class AliasChain<T> {
    private final Question<T> question;
    private final CacheSettings settings;
    private final Instant now;
    private final List<Answer.Alias> aliases = new ArrayList<>();
    private final Set<DomainName> seen = new HashSet<>();
    private DomainName end;
    private Security security = Security.SECURE;
    private Optional<DomainName> cut = Optional.empty();
    private Instant expiry = Instant.MAX;

    AliasChain(Question<T> question, CacheSettings settings, Instant now) {
        this.question = question;
        this.settings = settings;
        this.now = now;
        this.end = question.name();
        seen.add(end);
    }

    /** The name that has to be asked for next. */
    DomainName end() {
        return end;
    }

    /** The answer lives no longer than this, whatever the replies say. */
    void endNoLaterThan(Instant limit) {
        expiry = Expiry.earlier(expiry, limit);
    }

    /** The answer, if a secure reply to the question at {@link #end()} settles it; else the end has moved on. */
    Optional<Answer<T>> follow(Message reply) {
        return follow(reply, Security.SECURE);
    }

    /** As {@link #follow(Message)}, for a reply from a zone at or below an unsigned one. */
    Optional<Answer<T>> followInsecure(Message reply, Name unsigned) {
        if (cut.isEmpty()) {
            try {
                cut = Optional.of(DnsNames.fromDns(unsigned));
            } catch (InvalidNameException e) {
                return Optional.of(failure(Reason.INVALID_NAME, String.valueOf(e.getMessage())));
            }
        }
        return follow(reply, Security.INSECURE);
    }

    /** As {@link #follow(Message)}, for a reply of whose status no more is known. */
    Optional<Answer<T>> follow(Message reply, Security status) {
        security = security.and(status);
        if (status == Security.SECURE && !DenialProof.allowsWildcards(reply)) {
            return Optional.of(unproven("nothing proves that a wildcard applies"));
        }
        try {
            return read(reply, status);
        } catch (InvalidNameException e) {
            return Optional.of(failure(Reason.INVALID_NAME, String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            return Optional.of(failure(Reason.DNS_MALFORMED, String.valueOf(e.getMessage())));
        }
    }

    private Optional<Answer<T>> read(Message reply, Security status) {
        List<Record> answer = reply.getSection(Section.ANSWER);
        Name at = DnsNames.toDns(end);
        boolean moved = false;
        while (true) {
            List<Record> records = recordsAt(answer, at, question.type().number());
            if (!records.isEmpty()) {
                return Optional.of(data(reply, records));
            }
            List<Record> alias = recordsAt(answer, at, Type.CNAME);
            if (alias.isEmpty()) {
                break;
            }
            DomainName target = DnsNames.fromDns(((CNAMERecord) alias.get(0)).getTarget());
            aliases.add(new Answer.Alias(end, target, security));
            if (!seen.add(target)) {
                return Optional.of(failure(Reason.DNS_ALIAS_LOOP, "aliases that loop"));
            }
            if (aliases.size() > ReplyFilter.MAX_ALIASES) {
                return Optional.of(failure(Reason.DNS_ALIAS_LOOP, "more than " + ReplyFilter.MAX_ALIASES + " aliases"));
            }
            end = target;
            at = DnsNames.toDns(end);
            moved = true;
        }
        // A denial is one by its RCODE or its SOA (RFC 2308 section 2.2), or because it is about no alias. Without that
        // the reply has just ended too early.
        if (moved && reply.getRcode() != Rcode.NXDOMAIN && !hasSoa(reply)) {
            expiry = Expiry.earlier(expiry, Expiry.of(reply, false, now));
            return Optional.empty();
        }
        if (status == Security.SECURE
                && !DenialProof.holds(reply, at, question.type().number())) {
            return Optional.of(unproven("nothing proves that there are no such records"));
        }
        return Optional.of(denial(reply));
    }

    private static List<Record> recordsAt(List<Record> records, Name name, int type) {
        return records.stream()
                .filter(record -> record.getType() == type && record.getName().equals(name))
                .toList();
    }

    private static boolean hasSoa(Message reply) {
        return reply.getSection(Section.AUTHORITY).stream().anyMatch(record -> record.getType() == Type.SOA);
    }

    private Answer<T> data(Message reply, List<Record> records) {
        List<T> data = new ArrayList<>();
        for (Record record : records) {
            data.add(question.type().read(record));
        }
        return new Answer.Data<>(
                question.name(), question.type(), aliases, end, security, cut, expiry(reply, false), data);
    }

    private Answer<T> denial(Message reply) {
        return new Answer.Denial<>(
                question.name(),
                question.type(),
                aliases,
                end,
                reply.getRcode() != Rcode.NXDOMAIN,
                security,
                cut,
                expiry(reply, true));
    }

    private Instant expiry(Message reply, boolean denial) {
        return settings.clamp(Expiry.earlier(expiry, Expiry.of(reply, denial, now)), security, now);
    }

    /** Whether the reply has an alias at {@link #end()}, and aliases are to be followed. */
    boolean continuesIn(Message reply) {
        return question.type() != RecordType.CNAME
                && !recordsAt(reply.getSection(Section.ANSWER), DnsNames.toDns(end), Type.CNAME)
                        .isEmpty();
    }

    private Answer<T> unproven(String problem) {
        return question.failure(
                aliases,
                question.at(end).toString(),
                Reason.DNSSEC_BOGUS,
                question.at(end) + ": " + ExtendedError.describe(ExtendedError.NSEC_MISSING) + ": " + problem,
                OptionalInt.of(ExtendedError.NSEC_MISSING));
    }

    /** The answer that the validator went by a key which it kept for longer than the key's signatures hold. */
    Answer<T> proofEnded(Instant limit) {
        return question.failure(
                aliases,
                question.at(end).toString(),
                Reason.DNSSEC_BOGUS,
                question.at(end) + ": " + ExtendedError.describe(ExtendedError.SIGNATURE_EXPIRED)
                        + ": one in the chain of trust ended at " + limit
                        + "; keys are asked for again within five minutes",
                OptionalInt.of(ExtendedError.SIGNATURE_EXPIRED));
    }

    /** The answer that a reply lacks signatures although its zone is signed. */
    Answer<T> unsignedInSignedZone() {
        return failure(Reason.DNSSEC_BOGUS, "an unsigned answer from a signed zone");
    }

    /** The answer that the chain ends in an error: then the whole lookup failed (RFC 7672 section 2.1.3). */
    Answer<T> failed(Verdict.Unproven error) {
        return question.failure(aliases, error.query(), error.reason(), error.detail(), error.extendedError());
    }

    private Answer<T> failure(Reason reason, String problem) {
        return question.failure(
                aliases, question.at(end).toString(), reason, question.at(end) + ": " + problem, OptionalInt.empty());
    }
}
