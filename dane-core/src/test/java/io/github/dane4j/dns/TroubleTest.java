package io.github.dane4j.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TroubleTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the library makes of each zone of the {@link TroubleTree}. Where that is not what it should, {@code
 * trouble-differences.txt} beside this class says so.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubleTest {
    /** Long enough for a lookup on loopback, whose attempts get a fifth of it each. */
    private static final Duration IMPATIENCE = Duration.ofMillis(1500);

    private static final Pattern SERVICE = Pattern.compile("_(\\d+)\\._tcp\\.(.*)");
    private static final Map<String, String> DIFFERENCES = differences();

    private DnsTree tree;
    private DnssecResolver patient;
    private DnssecResolver impatient;

    @BeforeAll
    void start() {
        tree = TroubleTree.start();
        patient = resolver(Resolvers.PATIENCE);
        impatient = resolver(IMPATIENCE);
    }

    private DnssecResolver resolver(Duration timeout) {
        return DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .timeout(timeout)
                .build();
    }

    @AfterAll
    void stop() {
        patient.close();
        impatient.close();
        tree.close();
    }

    private static Map<String, String> differences() {
        Map<String, String> differences = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(TroubleTest.class.getResourceAsStream("trouble-differences.txt")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] fields = line.split("\\|", -1);
                    assertThat(fields).as("three fields in: %s", line).hasSize(3);
                    differences.put(fields[0].strip(), fields[1].strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return differences;
    }

    static List<TroubleTree.Case> cases() {
        return TroubleTree.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void proves(TroubleTree.Case each) {
        Answer<?> answer = resolverFor(each).query(DomainName.of(each.question()), type(each.type()));
        assertThat(outcome(answer)).as("%s", answer).isEqualTo(expected(each));
        if (each.extendedError().isPresent()) {
            assertThat(extendedError(answer)).as("%s", answer).isEqualTo(each.extendedError());
        }
    }

    static Stream<TroubleTree.Case> services() {
        return cases().stream()
                .filter(each -> each.type().equals("TLSA")
                        && SERVICE.matcher(each.question()).matches());
    }

    /** RFC 7672 sections 2.2.2 and 2.2.3: a failure is never absence, and an unsigned host is not asked for TLSA at all. */
    @ParameterizedTest
    @MethodSource("services")
    void theLookupOfTheServiceFollowsFromIt(TroubleTree.Case each) {
        Matcher service = SERVICE.matcher(each.question());
        assertThat(service.matches()).isTrue();
        DomainName host = DomainName.of(service.group(2));
        DnssecResolver resolver = resolverFor(each);
        TlsaLookup lookup = TlsaLookup.perform(resolver, new Service(host, Integer.parseInt(service.group(1))));
        String expected = expected(each);
        if (outcome(resolver.query(host, RecordType.A)).startsWith("insecure")) {
            assertThat(lookup).as(lookup.explain()).isInstanceOf(TlsaLookup.Insecure.class);
        } else if (expected.equals("secure data")) {
            assertThat(lookup).as(lookup.explain()).isInstanceOf(TlsaLookup.Found.class);
        } else if (expected.startsWith("secure") || expected.startsWith("insecure")) {
            assertThat(lookup).as(lookup.explain()).isInstanceOf(TlsaLookup.Absent.class);
        } else {
            assertThat(lookup)
                    .as(lookup.explain())
                    .isInstanceOfSatisfying(
                            TlsaLookup.Failed.class,
                            failed -> assertThat(failed.reason().word()).isEqualTo(expected));
        }
    }

    @Test
    void everyListedDifferenceIsOneAndIsAFailure() {
        Map<String, String> wanted = new HashMap<>();
        cases().forEach(each -> wanted.put(each.name(), each.outcome()));
        assertThat(DIFFERENCES)
                .allSatisfy((name, outcome) ->
                        assertThat(wanted.get(name)).as(name).isNotNull().isNotEqualTo(outcome))
                .allSatisfy((name, outcome) -> assertThat(outcome).as(name).startsWith("dns"));
    }

    private static String expected(TroubleTree.Case each) {
        return DIFFERENCES.getOrDefault(each.name(), each.outcome());
    }

    private DnssecResolver resolverFor(TroubleTree.Case each) {
        return each.silent() ? impatient : patient;
    }

    private static RecordType<?> type(String name) {
        return Stream.of(RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.MX, RecordType.TLSA)
                .filter(type -> type.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String outcome(Answer<?> answer) {
        if (answer instanceof Answer.Data<?> data) {
            return word(data.security()) + " data";
        }
        if (answer instanceof Answer.Denial<?> denial) {
            return word(denial.security()) + (denial.nameExists() ? " nodata" : " nxdomain");
        }
        return ((Answer.Failure<?>) answer).reason().word();
    }

    private static String word(Security security) {
        return security.name().toLowerCase(Locale.ROOT);
    }

    private static OptionalInt extendedError(Answer<?> answer) {
        return answer instanceof Answer.Failure<?> failure ? failure.extendedError() : OptionalInt.empty();
    }
}
