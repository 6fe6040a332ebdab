package io.github.dane4j.acceptance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.TrustAnchors;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Zones that Knot DNS, PowerDNS and BIND's tools sign, each in its ways, asked for directly and through resolvers of others;
 * among them some that are bogus. Whoever answers, each question must end as {@code delv} says, and below opt-out records as
 * Unbound says (RFC 5155 section 9.2, which {@code delv} does not follow).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class OtherServersIT {
    private static final Map<String, RecordType<?>> TYPES =
            Map.of("A", RecordType.A, "AAAA", RecordType.AAAA, "MX", RecordType.MX, "TLSA", RecordType.TLSA);

    /** Who has authority. */
    enum Signer {
        KNOT,
        POWERDNS,
        BIND
    }

    /** Whom the library asks. */
    enum Way {
        DIRECTLY,
        UNBOUND,
        POWERDNS_RECURSOR,
        KNOT_RESOLVER,
        DNSMASQ
    }

    /** One server with its resolvers, and what other validators say of all that can be asked there. */
    private record Scene(Authority dns, Map<Way, InetSocketAddress> ways, Map<String, String> outcomes) {}

    private final Parts parts = new Parts();
    private final Map<Signer, Scene> scenes = new LinkedHashMap<>();

    @BeforeAll
    void start() {
        Prerequisites.check();
        Path folder = parts.keep(TemporaryFolder.create()).path();
        scenes.put(Signer.KNOT, scene(folder.resolve("knot"), Knot::start));
        scenes.put(Signer.POWERDNS, scene(folder.resolve("powerdns"), PowerDns::start));
        scenes.put(Signer.BIND, scene(folder.resolve("bind"), BindTree::start));
    }

    @AfterAll
    void stop() {
        parts.close();
    }

    private Scene scene(Path folder, Function<Path, Authority> start) {
        Authority dns = parts.keep(start.apply(TemporaryFolder.open(folder)));
        Unbound unbound = parts.keep(Unbound.start(TemporaryFolder.open(folder.resolve("unbound")), dns));
        RecursiveServer recursor =
                parts.keep(RecursiveServer.powerDns(TemporaryFolder.open(folder.resolve("recursor")), dns));
        RecursiveServer knot = parts.keep(RecursiveServer.knot(TemporaryFolder.open(folder.resolve("kresd")), dns));
        RecursiveServer dnsmasq = parts.keep(
                RecursiveServer.dnsmasq(TemporaryFolder.open(folder.resolve("dnsmasq")), recursor.address()));
        Delv delv = Delv.at(dns.address(), dns.rootAnchor(), TemporaryFolder.open(folder.resolve("delv")));
        Map<String, String> outcomes = new LinkedHashMap<>();
        dns.zones().stream().flatMap(SignedTree::questions).forEach(question -> {
            String[] field = question.split(" ", -1);
            outcomes.put(
                    question,
                    field[0].endsWith(BindTree.OPT_OUT)
                            ? Dig.at(unbound.address()).outcome(field[0], field[1])
                            : delv.outcome(field[0], field[1]));
        });
        return new Scene(
                dns,
                Map.of(
                        Way.DIRECTLY, dns.address(),
                        Way.UNBOUND, unbound.address(),
                        Way.POWERDNS_RECURSOR, recursor.address(),
                        Way.KNOT_RESOLVER, knot.address(),
                        Way.DNSMASQ, dnsmasq.address()),
                outcomes);
    }

    private Scene scene(Signer signer) {
        return Objects.requireNonNull(scenes.get(signer));
    }

    static Stream<Arguments> waysToAsk() {
        return Stream.of(Signer.values())
                .flatMap(signer -> Stream.of(Way.values()).map(way -> Arguments.of(signer, way)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("waysToAsk")
    void theLibraryEndsAsOtherValidatorsSay(Signer signer, Way way) {
        Scene scene = scene(signer);
        Map<String, String> seen = new LinkedHashMap<>();
        StringBuilder explanations = new StringBuilder();
        try (DnssecResolver resolver = DnssecResolver.builder()
                .nameServers(Objects.requireNonNull(scene.ways().get(way)))
                .trustAnchors(TrustAnchors.fromFile(scene.dns().rootAnchor()))
                .build()) {
            for (String question : scene.outcomes().keySet()) {
                String[] field = question.split(" ", -1);
                Answer<?> answer = resolver.query(DomainName.of(field[0]), Objects.requireNonNull(TYPES.get(field[1])));
                seen.put(question, outcome(answer));
                explanations
                        .append(question)
                        .append(": ")
                        .append(answer.describe())
                        .append('\n');
                // Some of the resolvers do not pass on what is bogus.
                if (answer instanceof Answer.Failure<?> failure) {
                    assertThat(failure.reason())
                            .as(question + ": " + answer.describe())
                            .isIn(Reason.DNSSEC_BOGUS, Reason.DNS_ERROR);
                }
            }
        }
        assertThat(seen).as("%s", explanations).isEqualTo(scene.outcomes());
    }

    /** So that they do not agree in nothing. */
    @ParameterizedTest
    @MethodSource("signers")
    void otherValidatorsFindWhatTheZonesAreMadeFor(Signer signer) {
        Scene scene = scene(signer);
        assertThat(scene.outcomes())
                .hasSize(scene.dns().zones().size() * 14)
                .allSatisfy(
                        (question, outcome) -> assertThat(outcome).as(question).startsWith(status(question)));
    }

    /** What a question is made for. */
    private static String status(String question) {
        boolean address = question.endsWith(" A") && (question.startsWith("mx.") || question.startsWith("alias."));
        if (question.contains(BindTree.EXPIRED) || (question.contains(BindTree.ALTERED) && address)) {
            return "failure";
        }
        boolean besideOptOut = question.contains(BindTree.OPT_OUT)
                && Stream.of("_26.", "nowhere.", "below.", "host.wild.").anyMatch(question::startsWith);
        return question.contains(SignedTree.UNSIGNED) || question.startsWith("away.") || besideOptOut
                ? "insecure "
                : "secure ";
    }

    static Stream<Signer> signers() {
        return Stream.of(Signer.values());
    }

    /** PowerDNS covers each name by NSEC3 records made for it alone, and Knot denies types of names that do not exist. */
    @Test
    void signersProveAbsenceInTheirWays() {
        assertThat(Dig.at(scene(Signer.POWERDNS).dns().address()).ask("nowhere.narrow.test", "A"))
                .contains("status: NXDOMAIN", "NSEC3");
        assertThat(Dig.at(scene(Signer.KNOT).dns().address()).ask("nowhere.online.test", "A"))
                .contains("status: NOERROR", "NSEC");
        assertThat(Dig.at(scene(Signer.KNOT).dns().address()).ask("nowhere.nsec3.test", "A"))
                .contains("status: NXDOMAIN", "NSEC3");
    }

    /** In the words of {@link Delv#outcome}. */
    private static String outcome(Answer<?> answer) {
        if (answer instanceof Answer.Data<?> data) {
            return status(data.security()) + " data";
        }
        if (answer instanceof Answer.Denial<?> denial) {
            return status(denial.security()) + (denial.nameExists() ? " nodata" : " nxdomain");
        }
        return "failure";
    }

    private static String status(Security security) {
        return security.name().toLowerCase(Locale.ROOT);
    }
}
