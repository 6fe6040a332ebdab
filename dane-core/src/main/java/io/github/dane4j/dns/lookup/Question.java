package io.github.dane4j.dns.lookup;

import io.github.dane4j.Culprit;
import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.FailedProof;
import io.github.dane4j.dns.RecordType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/** A name and a type: what is asked, and the key under which the answer is kept. */
public record Question<T>(DomainName name, RecordType<T> type) {
    private static final int SHOWN = 400;

    // In plain code, as in Query: these are the keys of the cache.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Question<?> that && name.equals(that.name) && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + type.hashCode();
    }

    /** The same question about the name that an alias stands for. */
    Question<T> at(DomainName target) {
        return new Question<>(target, type);
    }

    /**
     * A query with recursion desired. Never with CD, which would ask the validator not to validate (RFC 4035 section
     * 3.2.2).
     */
    Message toMessage() {
        return Message.newQuery(Record.newRecord(DnsNames.toDns(name), type.number(), DClass.IN));
    }

    /** The answer that there is none. */
    Answer.Failure<T> failure(Reason reason, String detail) {
        return failure(List.of(), toString(), reason, detail, OptionalInt.empty());
    }

    /** The answer that there is none, after some aliases. */
    Answer.Failure<T> failure(
            List<Answer.Alias> aliases, String query, Reason reason, String detail, OptionalInt extendedError) {
        return new Answer.Failure<>(name, type, aliases, query, reason, Printable.clip(detail, SHOWN), extendedError);
    }

    /** The answer that there is none, with whose fault that is and what did not validate. */
    Answer.Failure<T> failure(
            List<Answer.Alias> aliases,
            String query,
            Reason reason,
            String detail,
            OptionalInt extendedError,
            Culprit culprit,
            Optional<FailedProof> proof) {
        return new Answer.Failure<>(
                name, type, aliases, query, reason, Printable.clip(detail, SHOWN), extendedError, culprit, proof);
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}
