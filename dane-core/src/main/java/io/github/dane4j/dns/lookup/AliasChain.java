package io.github.dane4j.dns.lookup;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.FailedProof;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.anchors.NegativeTrustAnchors;
import io.github.dane4j.dns.query.CacheSettings;
import io.github.dane4j.dns.query.Expiry;
import io.github.dane4j.dns.query.ExtendedError;
import io.github.dane4j.dns.query.QueryOutcome;
import io.github.dane4j.dns.validation.Cause;
import io.github.dane4j.dns.validation.Finding;
import io.github.dane4j.dns.validation.Judgement;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.dns.validation.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Puts judgements together along the aliases, to records, a denial, or an error (RFC 7672 section 2.1.3). The answer is as
 * secure as the weakest link, and lives as long as the shortest-lived. Confined to one lookup; not thread-safe.
 */
public final class AliasChain<T> {
    private final Question<T> question;
    private final CacheSettings settings;
    private final NegativeTrustAnchors negative;
    private final Instant now;
    private final List<Answer.Alias> aliases = new ArrayList<>();
    private final Set<DomainName> seen = new HashSet<>();
    private DomainName end;
    private Query query;
    private Security security = Security.SECURE;
    private Optional<DomainName> cut = Optional.empty();
    private Instant expiry = Instant.MAX;

    AliasChain(Question<T> question, CacheSettings settings, NegativeTrustAnchors negative, Instant now) {
        this.question = question;
        this.settings = settings;
        this.negative = negative;
        this.now = now;
        this.end = question.name();
        this.query = queryFor(end);
        seen.add(end);
    }

    /** Whether an unsigned link leads to the end: then nothing behind it can be secure (RFC 7672 section 2.1.3). */
    boolean isInsecure() {
        return security == Security.INSECURE;
    }

    /** What has to be judged next. */
    Query query() {
        return query;
    }

    private Query queryFor(DomainName name) {
        return new Query(DnsNames.toDns(name), question.type().number());
    }

    /** A judgement in words. */
    String describe(Judgement.Proven proven) {
        return proven instanceof Judgement.Insecure insecure
                ? insecure
                        + insecure.cut()
                                .filter(negative::contains)
                                .map(name -> ", " + negative.describe(name))
                                .orElse("")
                : proven.toString();
    }

    /** The answer, if what was proven of the end of the chain settles it; else the end has moved on. */
    Optional<Answer<T>> follow(Judgement.Proven proven) {
        try {
            expiry = Expiry.earlier(expiry, proven.expiry());
            if (proven instanceof Judgement.Insecure insecure) {
                security = Security.INSECURE;
                if (cut.isEmpty()) {
                    cut = insecure.cut().map(DnsNames::fromDns);
                }
            }
            return read(proven.finding());
        } catch (InvalidNameException e) {
            return Optional.of(failure(Reason.INVALID_NAME, String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            return Optional.of(failure(Reason.DNS_MALFORMED, String.valueOf(e.getMessage())));
        }
    }

    private Optional<Answer<T>> read(Finding finding) {
        return switch (finding.kind()) {
            case DATA -> Optional.of(data(((Finding.Data) finding).records()));
            case ALIAS -> followAlias(((Finding.Alias) finding).target());
            case NO_DATA -> Optional.of(denial(true));
            case NO_NAME -> Optional.of(denial(false));
        };
    }

    private Optional<Answer<T>> followAlias(Name alias) {
        DomainName target = DnsNames.fromDns(alias);
        aliases.add(new Answer.Alias(end, target, security));
        if (!seen.add(target)) {
            return Optional.of(failure(Reason.DNS_ALIAS_LOOP, "aliases that loop"));
        }
        if (aliases.size() > LookupLimits.ALIASES) {
            return Optional.of(failure(Reason.DNS_ALIAS_LOOP, "more than " + LookupLimits.ALIASES + " aliases"));
        }
        end = target;
        query = queryFor(target);
        return Optional.empty();
    }

    private Answer<T> data(List<Record> records) {
        List<T> data = new ArrayList<>();
        for (Record record : records) {
            data.add(RecordData.read(question.type(), record));
        }
        return new Answer.Data<>(question.name(), question.type(), aliases, end, security, cut, expiry(), data);
    }

    private Answer<T> denial(boolean nameExists) {
        return new Answer.Denial<>(question.name(), question.type(), aliases, end, nameExists, security, cut, expiry());
    }

    private Instant expiry() {
        return settings.clamp(expiry, security, now);
    }

    /** The answer that a query for the end of the chain failed: then the whole lookup did (RFC 7672 section 2.1.3). */
    Answer<T> failed(QueryOutcome failure) {
        return question.failure(
                aliases,
                QueryOutcome.describe(failure.question()),
                failure.reason(),
                failure.toString(),
                failure.extendedError().map(e -> OptionalInt.of(e.code())).orElse(OptionalInt.empty()),
                failure.culprit().orElseGet(() -> Culprit.of(failure.reason())),
                Optional.empty());
    }

    /** The answer that the end of the chain is bogus. */
    Answer<T> failed(Cause cause) {
        String asked = (cause.subject().isForKeys() ? cause.subject() : query).toString();
        OptionalInt extendedError = cause.fault().extendedError();
        String code = extendedError.isPresent() ? ExtendedError.describe(extendedError.getAsInt()) + ": " : "";
        FailedProof proof = new FailedProof(
                text(cause.zone()),
                text(cause.subject().name()),
                Type.string(cause.subject().type()),
                cause.keyTag(),
                cause.algorithm(),
                Optional.ofNullable(cause.time()));
        return question.failure(
                aliases,
                asked,
                cause.reason(),
                asked + ": " + code + cause,
                extendedError,
                cause.culprit(),
                Optional.of(proof));
    }

    private static String text(Name name) {
        return name.equals(Name.root) ? "." : name.toString(true);
    }

    private Answer<T> failure(Reason reason, String problem) {
        return question.failure(
                aliases, question.at(end).toString(), reason, question.at(end) + ": " + problem, OptionalInt.empty());
    }
}
