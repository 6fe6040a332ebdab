package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.testkit.DnsTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SharedResolversTest extends MailTest {
    private final SharedResolvers resolvers = new SharedResolvers();

    private final DnsTree dns = exampleOrg("mx A 127.0.0.1");

    private ResolverSettings settings(int timeoutMillis) throws Exception {
        Path anchors = directory.resolve("anchors");
        if (Files.notExists(anchors)) {
            Files.writeString(anchors, dns.trustAnchors() + "\n");
        }
        return new ResolverSettings(List.of(dns.address()), Optional.of(anchors), Set.of(), timeoutMillis);
    }

    private DnssecResolver resolver(int timeoutMillis) throws Exception {
        return resolvers.use(settings(timeoutMillis), Function.identity());
    }

    private static boolean answers(DnssecResolver resolver) {
        return resolver.query(DomainName.of("mx.example.org"), RecordType.A) instanceof Answer.Data;
    }

    @Test
    void equalSettingsShareOneResolver() throws Exception {
        assertThat(resolver(4000)).isSameAs(resolver(4000)).isNotSameAs(resolver(4001));
    }

    @Test
    void resolverFollowsItsTrustAnchorsByItself() throws Exception {
        DnssecResolver before = resolver(4000);
        Files.setLastModifiedTime(directory.resolve("anchors"), FileTime.fromMillis(0));

        assertThat(resolver(4000)).isSameAs(before);
    }

    @Test
    void oldestResolverIsClosedWhenThereIsNoMoreRoom() throws Exception {
        DnssecResolver oldest = resolver(4000);
        DnssecResolver used = resolver(4001);
        for (int i = 2; i <= 16; i++) {
            resolver(4000 + i);
            resolver(4001);
        }

        assertThat(answers(oldest)).isFalse();
        assertThat(answers(used)).isTrue();
    }

    @Test
    void resolverInUseIsClosedOnlyAfterwards() throws Exception {
        DnssecResolver oldest = resolvers.use(settings(4000), resolver -> {
            for (int i = 1; i <= 16; i++) {
                try {
                    resolver(4000 + i);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            assertThat(answers(resolver)).isTrue();
            return resolver;
        });

        assertThat(answers(oldest)).isFalse();
    }

    @Test
    void noQueryBeginsAfterHalfOfTheTime() {
        DeadlineResolver deadline = new DeadlineResolver(new FailingResolver(Reason.DNS_ERROR), 0);

        Answer<?> answer = deadline.query(DomainName.of("mx.example.org"), RecordType.A);

        assertThat(answer).isInstanceOfSatisfying(Answer.Failure.class, failure -> {
            assertThat(failure.reason()).isEqualTo(Reason.DNS_TIMEOUT);
            assertThat(failure.detail()).contains("may take 0 ms");
        });
    }

    @Test
    void queryWithinTheTimeIsPassedOn() {
        try (DeadlineResolver deadline = new DeadlineResolver(new FailingResolver(Reason.DNS_ERROR), 600_000)) {
            assertThat(deadline.query(DomainName.of("mx.example.org"), RecordType.A))
                    .isInstanceOfSatisfying(
                            Answer.Failure.class,
                            failure -> assertThat(failure.reason()).isEqualTo(Reason.DNS_ERROR));
        }
    }
}
