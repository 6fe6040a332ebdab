package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import java.time.Instant;

/** Another resolver, whose answers expire as soon as they are given, or not for a day. */
final class ExpiringResolver implements DnssecResolver {
    private final DnssecResolver asked;
    private volatile boolean lasting;

    ExpiringResolver(DnssecResolver asked) {
        this.asked = asked;
    }

    /** From now on answers last. */
    void last() {
        lasting = true;
    }

    @Override
    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
        Answer<T> answer = asked.query(name, type);
        Instant expiry = lasting ? Instant.now().plusSeconds(86_400) : Instant.now();
        return switch (answer.kind()) {
            case DATA -> {
                Answer.Data<T> data = (Answer.Data<T>) answer;
                yield new Answer.Data<>(
                        name, type, data.aliases(), data.owner(), data.security(), data.cut(), expiry, data.records());
            }
            case DENIAL -> {
                Answer.Denial<T> denial = (Answer.Denial<T>) answer;
                yield new Answer.Denial<>(
                        name,
                        type,
                        denial.aliases(),
                        denial.owner(),
                        denial.nameExists(),
                        denial.security(),
                        denial.cut(),
                        expiry);
            }
            case FAILURE -> answer;
        };
    }

    @Override
    public void close() {
        asked.close();
    }
}
