package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TroubleTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * dnsjava's validator on the tree of trouble, as a second opinion: what it calls secure is secure, unless the table itself, by
 * which ours is measured, says otherwise.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondOpinionTest {
    private DnsTree tree;
    private ValidatingResolver other;
    private DnssecResolver ours;

    @BeforeAll
    void start() throws IOException {
        tree = TroubleTree.start();
        SimpleResolver plain = new SimpleResolver(tree.address());
        plain.setTimeout(Duration.ofSeconds(2));
        other = new ValidatingResolver(plain);
        other.setTimeout(Duration.ofSeconds(10));
        other.loadTrustAnchors(new ByteArrayInputStream(tree.trustAnchors().getBytes(StandardCharsets.US_ASCII)));
        ours = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .timeout(Resolvers.PATIENCE)
                .build();
    }

    @AfterAll
    void stop() {
        ours.close();
        tree.close();
    }

    /** Those with an answer, from servers that give one. */
    static List<TroubleTree.Case> cases() {
        return TroubleTree.cases().stream()
                .filter(each -> !each.silent() && each.outcome().contains(" "))
                // It gives up at a stray reply.
                .filter(each -> !each.name().startsWith("server-wrong"))
                // Aliases are followed there, and the alias itself is not looked at.
                .filter(each -> !each.type().equals("CNAME"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatItCallsSecureIsSecure(TroubleTree.Case each) throws IOException {
        Message reply = other.send(Message.newQuery(
                Record.newRecord(Name.fromString(each.question() + "."), Type.value(each.type()), DClass.IN)));
        if (!reply.getHeader().getFlag(Flags.AD)) {
            return;
        }
        Answer<?> answer = ours.query(DomainName.of(each.question()), type(each.type()));
        assertThat(answer)
                .as("%s", each)
                .isInstanceOfSatisfying(
                        Answer.Proven.class,
                        proven -> assertThat(proven.security()).as("%s", each).isEqualTo(Security.SECURE));
    }

    private static RecordType<?> type(String name) {
        return switch (name) {
            case "TLSA" -> RecordType.TLSA;
            case "A" -> RecordType.A;
            case "AAAA" -> RecordType.AAAA;
            default -> RecordType.MX;
        };
    }
}
