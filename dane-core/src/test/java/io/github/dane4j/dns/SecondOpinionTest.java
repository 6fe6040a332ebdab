package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TroubleTree;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * dnsjava's validator on the tree of trouble, as a second opinion: whether something is secure, insecure or a failure, both say
 * alike, but for what {@code second-opinion-differences.txt} beside this class lists with a reason.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondOpinionTest {
    private static final Map<String, Opinions> DIFFERENCES = differences();

    private DnsTree tree;
    private ValidatingResolver other;
    private DnssecResolver ours;

    /** In one word each. */
    private record Opinions(String ours, String other) {}

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

    private static Map<String, Opinions> differences() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(SecondOpinionTest.class.getResourceAsStream("second-opinion-differences.txt")),
                StandardCharsets.UTF_8))) {
            Map<String, Opinions> differences = new LinkedHashMap<>();
            for (String line : lines.lines().toList()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] fields = line.split("\\|", -1);
                assertThat(fields).as("four fields in: %s", line).hasSize(4);
                assertThat(fields[3]).as("a reason in: %s", line).isNotBlank();
                differences.put(fields[0].strip(), new Opinions(fields[1].strip(), fields[2].strip()));
            }
            return differences;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a server is silent there is nothing to have an opinion about. */
    static List<TroubleTree.Case> cases() {
        return TroubleTree.cases().stream().filter(each -> !each.silent()).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bothAgreeUnlessListed(TroubleTree.Case each) {
        Opinions opinions = new Opinions(ours(each), other(each));
        Opinions listed = DIFFERENCES.get(each.name());
        if (listed == null) {
            assertThat(opinions.ours()).as("%s, and dnsjava", each).isEqualTo(opinions.other());
        } else {
            assertThat(opinions).as("%s", each).isEqualTo(listed);
        }
    }

    @Test
    void everyListedDifferenceIsOneOfACase() {
        assertThat(cases().stream().map(TroubleTree.Case::name).collect(Collectors.toSet()))
                .containsAll(DIFFERENCES.keySet());
        assertThat(DIFFERENCES)
                .allSatisfy(
                        (name, opinions) -> assertThat(opinions.ours()).as(name).isNotEqualTo(opinions.other()));
    }

    private String ours(TroubleTree.Case each) {
        Answer<?> answer = ours.query(DomainName.of(each.question()), type(each.type()));
        return answer instanceof Answer.Proven<?> proven
                ? proven.security().name().toLowerCase(Locale.ROOT)
                : "failure";
    }

    private String other(TroubleTree.Case each) {
        Message reply;
        try {
            reply = other.send(Message.newQuery(
                    Record.newRecord(Name.fromString(each.question() + "."), Type.value(each.type()), DClass.IN)));
        } catch (IOException e) {
            return "failure";
        }
        if (reply.getRcode() != Rcode.NOERROR && reply.getRcode() != Rcode.NXDOMAIN) {
            return "failure";
        }
        return reply.getHeader().getFlag(Flags.AD) ? "secure" : "insecure";
    }

    private static RecordType<?> type(String name) {
        return Stream.of(RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.MX, RecordType.TLSA)
                .filter(type -> type.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
