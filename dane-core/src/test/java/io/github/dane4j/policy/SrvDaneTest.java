package io.github.dane4j.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.verify.DaneVerifier;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7673, section by section, on signed zones and with real failures. */
class SrvDaneTest {
    private static final String USABLE = "3 1 1 " + "ab".repeat(32);
    private static final String PKIX = "1 1 1 " + "ab".repeat(32);
    private static final String UNUSABLE = "3 1 1 abcd";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Long enough for a lookup on loopback, whose attempts get a fifth of it each. */
    private static final Duration IMPATIENCE = Duration.ofMillis(1500);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private DnsTree tree;
    private DnssecResolver resolver;

    @BeforeEach
    void start() {
        tree = network.start(DnsTree.builder()
                // The zones of appendix A.1 and A.2, and more.
                .zone(
                        "example.com",
                        zone -> zone.record("_imap._tcp SRV 10 0 9143 imap.example.net.")
                                .record("_xmpp-client._tcp SRV 1 0 5222 im.example.net.")
                                .record("_pop3._tcp SRV 0 0 0 .")
                                .record("_sip._udp SRV 0 0 5061 sip.example.net.")
                                .record("_many._tcp SRV 30 0 3 c.example.net.")
                                .record("_many._tcp SRV 10 0 1 a.example.net.")
                                .record("_many._tcp SRV 20 0 2 b.example.net.")
                                .record("_moved._tcp CNAME _imap._tcp")
                                .record("_astray._tcp CNAME _imap._tcp.unsigned.test.")
                                .record("_lost._tcp CNAME _imap._tcp.expired.test.")
                                .record("_loop._tcp CNAME _pool._tcp")
                                .record("_pool._tcp CNAME _loop._tcp"))
                .zone("hosted.test", zone -> zone.record("@ DNAME example.com."))
                .zone(
                        "example.net",
                        zone -> host(zone, "imap", "_9143._tcp.imap TLSA " + USABLE)
                                .record("im A 127.0.0.3")
                                .record("sip A 127.0.0.4")
                                .record("_5061._udp.sip TLSA " + USABLE)
                                .record("_5061._tcp.sip TLSA " + UNUSABLE))
                .zone(
                        "unsigned.test",
                        zone -> zone.unsigned()
                                .record("_imap._tcp SRV 10 0 9143 imap.example.net.")
                                .record("_none._tcp SRV 10 0 9143 nowhere.example.net.")
                                .record("host A 127.0.0.5"))
                .zone(
                        "expired.test",
                        zone -> expired(zone)
                                .record("_imap._tcp SRV 0 0 143 host")
                                .record("host A 127.0.0.1")));
        resolver = resolver(PATIENCE);
    }

    private static ZoneBuilder host(ZoneBuilder zone, String name, String tlsa) {
        return zone.record(name + " A 127.0.0.1").record(name + " AAAA ::1").record(tlsa);
    }

    private static ZoneBuilder expired(ZoneBuilder zone) {
        Instant now = Instant.now();
        return zone.signatures(now.minus(Duration.ofDays(20)), now.minus(Duration.ofDays(10)));
    }

    private DnssecResolver resolver(Duration timeout) {
        return DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .timeout(timeout)
                .build();
    }

    @AfterEach
    void stop() {
        resolver.close();
    }

    private SrvDane srv() {
        return new SrvDane(resolver, DaneVerifier.create());
    }

    private static SrvName tcp(String service, String domain) {
        return new SrvName(service, Service.Transport.TCP, name(domain));
    }

    private static DomainName name(String text) {
        return DomainName.of(text);
    }

    private static SrvPlan.Targets targets(SrvPlan plan) {
        assertThat(plan).as(plan.explain()).isInstanceOf(SrvPlan.Targets.class);
        assertThat(plan.kind()).isEqualTo(SrvPlan.Kind.TARGETS);
        return (SrvPlan.Targets) plan;
    }

    private static SrvPlan.Failed failed(SrvPlan plan) {
        assertThat(plan).as(plan.explain()).isInstanceOf(SrvPlan.Failed.class);
        assertThat(plan.kind()).isEqualTo(SrvPlan.Kind.FAILED);
        return (SrvPlan.Failed) plan;
    }

    private TlsPlan only(SrvName name) {
        List<SrvTarget> targets = targets(srv().discover(name)).targets();
        assertThat(targets).hasSize(1);
        return srv().plan(targets.get(0));
    }

    private static void assertSkipped(TlsPlan plan, Reason reason) {
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.REFUSE);
        assertThat(Plans.reason(plan)).contains(reason);
        assertThat(plan.addresses()).isEmpty();
        assertThat(plan.explain()).contains("no connection is made");
    }

    private List<String> tlsaQueries() {
        return tree.queries().stream()
                .filter(query -> query.type().equals("TLSA"))
                .map(query -> query.name())
                .toList();
    }

    private void zone(String origin, Consumer<ZoneBuilder> contents) {
        tree.replaceZone(origin, contents);
    }

    // Section 3.1, the SRV query.

    @Test
    @DisplayName("3.1: a secure answer lists the servers by priority, whatever their TLSA records (also 9.1)")
    void s31OrderedTargets() {
        assertThat(targets(srv().discover(tcp("many", "example.com"))).targets())
                .extracting(SrvTarget::toString)
                .containsExactly("a.example.net:1/tcp", "b.example.net:2/tcp", "c.example.net:3/tcp");
        assertThat(tlsaQueries()).isEmpty();
    }

    @Test
    @DisplayName("3.1: among servers of one priority chance decides in the ratio of the weights (RFC 2782)")
    void s31Weights() {
        zone("example.com", zone -> zone.record("_imap._tcp SRV 0 3 1 often").record("_imap._tcp SRV 0 1 2 seldom"));
        SrvDane srv = new SrvDane(resolver, DaneVerifier.create(), new Random(2782));
        long often = IntStream.range(0, 400)
                .filter(i -> targets(srv.discover(tcp("imap", "example.com")))
                                .targets()
                                .get(0)
                                .port()
                        == 1)
                .count();
        assertThat(often).isBetween(240L, 340L);
    }

    @Test
    @DisplayName("3.1: aliases that are secure lead to the servers, and the service domain stays what the user entered")
    void s31SecureAlias() {
        TlsPlan plan = only(tcp("moved", "example.com"));
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
        TlsPlan redirected = only(tcp("imap", "hosted.test"));
        assertThat(redirected.kind()).as(redirected.explain()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
        assertThat(Plans.names(redirected)).containsExactly(name("imap.example.net"), name("hosted.test"));
    }

    @Test
    @DisplayName("3.1: one insecure alias on the way makes the answer insecure")
    void s31InsecureAlias() {
        assertThat(targets(srv().discover(tcp("astray", "example.com"))).targets())
                .extracting(SrvTarget::security)
                .containsExactly(Security.INSECURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "a-b"})
    @DisplayName("3.1: no SRV records, proven, is no failure")
    void s31NoRecords(String service) {
        for (String domain : List.of("example.com", "nowhere.example.com", "plain.unsigned.test")) {
            SrvPlan plan = srv().discover(tcp(service, domain));
            assertThat(plan.kind()).as(plan.explain()).isEqualTo(SrvPlan.Kind.ABSENT);
            assertThat(plan.explain()).contains("_" + service + "._tcp." + domain + " has no SRV records");
        }
    }

    @Test
    @DisplayName("3.1: a failed lookup ends the attempt: nothing to connect to, nothing to fall back to")
    void s31FailedLookup() {
        for (Fault fault : List.of(
                Fault.SERVFAIL,
                Fault.REFUSED,
                Fault.NOTIMP,
                Fault.EMPTY,
                Fault.GARBAGE,
                Fault.STRIP_SIGNATURES,
                Fault.CORRUPT_SIGNATURES,
                Fault.answerTo("_none._tcp.example.com", "SRV"))) {
            tree.fault("_imap._tcp.example.com", "SRV", fault);
            SrvPlan.Failed failed = failed(srv().discover(tcp("imap", "example.com")));
            assertThat(failed.reason())
                    .as(fault.toString())
                    .isIn(Reason.DNS_ERROR, Reason.DNS_MALFORMED, Reason.DNSSEC_BOGUS);
            assertThat(failed.explain()).contains("_imap._tcp.example.com cannot be used now");
        }
    }

    @Test
    @DisplayName("3.1: a denial without proof is no denial")
    void s31UnprovenDenial() {
        tree.fault("_none._tcp.example.com", "*", Fault.STRIP_PROOFS);
        tree.fault("_tcp.example.com", "*", Fault.STRIP_PROOFS);
        assertThat(failed(srv().discover(tcp("none", "example.com"))).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
    }

    @Test
    @DisplayName("3.1: signatures that have expired, here or behind an alias, are bogus; aliases that loop fail")
    void s31ExpiredAndLoop() {
        assertThat(failed(srv().discover(tcp("imap", "expired.test"))).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(failed(srv().discover(tcp("lost", "example.com"))).reason()).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(failed(srv().discover(tcp("loop", "example.com"))).reason()).isEqualTo(Reason.DNS_ALIAS_LOOP);
    }

    @Test
    @DisplayName("3.1: silence is a failure")
    void s31Silence() {
        tree.fault("_imap._tcp.example.com", "SRV", Fault.NO_REPLY);
        try (DnssecResolver impatient = resolver(IMPATIENCE)) {
            SrvPlan plan = new SrvDane(impatient, DaneVerifier.create()).discover(tcp("imap", "example.com"));
            assertThat(failed(plan).reason()).isEqualTo(Reason.DNS_TIMEOUT);
        }
    }

    @Test
    @DisplayName("RFC 2782: the target \".\" means that the service is not offered")
    void notOffered() {
        SrvPlan plan = srv().discover(tcp("pop3", "example.com"));
        assertThat(plan.kind()).isEqualTo(SrvPlan.Kind.NOT_OFFERED);
        assertThat(plan.explain()).contains("_pop3._tcp.example.com is not offered");
    }

    @Test
    @DisplayName("RFC 2782: \".\" beside servers names none of them")
    void notOfferedBesideServers() {
        zone("example.com", zone -> zone.record("_imap._tcp SRV 0 0 0 .").record("_imap._tcp SRV 5 0 143 imap"));
        assertThat(targets(srv().discover(tcp("imap", "example.com"))).targets())
                .extracting(SrvTarget::host)
                .containsExactly("imap.example.com");
    }

    @Test
    @DisplayName("a server named twice is tried once, and of very many only the first ones are tried")
    void boundedTargets() {
        zone("example.com", zone -> {
            zone.record("_twice._tcp SRV 5 0 143 imap").record("_twice._tcp SRV 9 0 143 imap");
            IntStream.rangeClosed(1, SrvDane.MAX_TARGETS + 3)
                    .forEach(i -> zone.record("_many._tcp SRV " + i + " 0 143 host" + i));
        });
        assertThat(targets(srv().discover(tcp("twice", "example.com"))).targets())
                .hasSize(1);
        SrvPlan.Targets many = targets(srv().discover(tcp("many", "example.com")));
        assertThat(many.targets()).hasSize(SrvDane.MAX_TARGETS);
        assertThat(many.targets().get(SrvDane.MAX_TARGETS - 1).host())
                .isEqualTo("host" + SrvDane.MAX_TARGETS + ".example.com");
        assertThat(many.dropped()).isEqualTo(3);
        assertThat(many.explain()).contains("3 more are not tried");
    }

    // Section 3.2, addresses.

    @Test
    @DisplayName("3.2: no secure address, no TLSA query")
    void s32InsecureAddresses() {
        zone("example.com", zone -> zone.record("_imap._tcp SRV 0 0 143 host.unsigned.test."));
        TlsPlan plan = only(tcp("imap", "example.com"));
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.NOT_COVERED);
        assertThat(Plans.reason(plan)).contains(Reason.HOST_INSECURE);
        assertThat(tlsaQueries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"SERVFAIL, DNS_ERROR", "CORRUPT_SIGNATURES, DNSSEC_BOGUS", "STRIP_SIGNATURES, DNSSEC_BOGUS"})
    @DisplayName("3.2: a server whose addresses cannot be looked up is skipped, and the next one is tried")
    void s32FailedAddresses(String fault, Reason reason) {
        Fault chosen = List.of(Fault.SERVFAIL, Fault.CORRUPT_SIGNATURES, Fault.STRIP_SIGNATURES).stream()
                .filter(each -> each.toString().equals(fault))
                .findFirst()
                .orElseThrow();
        zone(
                "example.com",
                zone -> zone.record("_imap._tcp SRV 1 0 9143 im.example.net.")
                        .record("_imap._tcp SRV 2 0 9143 imap.example.net."));
        tree.fault("im.example.net", "A", chosen);
        tree.fault("im.example.net", "AAAA", chosen);
        List<SrvTarget> targets =
                targets(srv().discover(tcp("imap", "example.com"))).targets();
        assertSkipped(srv().plan(targets.get(0)), reason);
        assertThat(srv().plan(targets.get(1)).kind()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
    }

    @Test
    @DisplayName("3.2: a server without address is skipped")
    void s32NoAddress() {
        assertSkipped(only(tcp("none", "unsigned.test")), Reason.NO_ADDRESS);
        zone("example.com", zone -> zone.record("_imap._tcp SRV 1 0 143 nowhere"));
        assertSkipped(only(tcp("imap", "example.com")), Reason.NO_ADDRESS);
    }

    @Test
    @DisplayName("a target that is no host name, or a port that is none, is skipped without lookups")
    void invalidTargets() {
        zone(
                "example.com",
                zone -> zone.record("_imap._tcp SRV 1 0 143 192.0.2.1.")
                        .record("_imap._tcp SRV 2 0 143 a\\032b")
                        .record("_imap._tcp SRV 3 0 0 host"));
        List<SrvTarget> targets =
                targets(srv().discover(tcp("imap", "example.com"))).targets();
        tree.clearQueries();
        assertSkipped(srv().plan(targets.get(0)), Reason.ADDRESS_LITERAL);
        assertSkipped(srv().plan(targets.get(1)), Reason.INVALID_NAME);
        assertSkipped(srv().plan(targets.get(2)), Reason.INVALID_PORT);
        assertThat(tree.queries()).isEmpty();
    }

    // Section 3.3, TLSA.

    @Test
    @DisplayName("3.3, A.1: port and host come from the SRV record, the transport from its name")
    void s33TlsaName() {
        TlsPlan plan = only(tcp("imap", "example.com"));
        assertThat(tlsaQueries()).containsExactly("_9143._tcp.imap.example.net.");
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
        assertThat(plan.addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(plan.explain())
                .contains("imap.example.net:9143/tcp: TLS is required, and the server must match its TLSA records")
                .contains("_9143._tcp.imap.example.net TLSA: secure, 1 record");
    }

    @Test
    @DisplayName("3.3: a service over UDP has TLSA records of its own")
    void s33OtherTransport() {
        TlsPlan plan = only(new SrvName("sip", Service.Transport.UDP, name("example.com")));
        assertThat(tlsaQueries()).containsExactly("_5061._udp.sip.example.net.");
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
    }

    @Test
    @DisplayName(
            "3.3, RFC 7671 7: a target that is a secure alias has the expanded name as TLSA base domain, or else its own")
    void s33AliasedTarget() {
        zone(
                "example.com",
                zone -> zone.record("_imap._tcp SRV 1 0 9143 alias")
                        .record("alias CNAME imap.example.net.")
                        .record("_xmpp._tcp SRV 1 0 5222 old")
                        .record("old CNAME im.example.net.")
                        .record("_5222._tcp.old TLSA " + USABLE));
        TlsPlan expanded = only(tcp("imap", "example.com"));
        assertThat(Plans.names(expanded)).first().isEqualTo(name("imap.example.net"));
        assertThat(Plans.names(expanded))
                .containsExactly(name("imap.example.net"), name("alias.example.com"), name("example.com"));
        TlsPlan original = only(tcp("xmpp", "example.com"));
        assertThat(Plans.names(original)).first().isEqualTo(name("old.example.com"));
        assertThat(Plans.names(original)).containsExactly(name("old.example.com"), name("example.com"));
    }

    // Section 3.4, what the TLSA records mean for TLS.

    @ParameterizedTest
    @ValueSource(strings = {"SERVFAIL", "NOTIMP", "EMPTY", "STRIP_SIGNATURES", "CORRUPT_SIGNATURES", "GARBAGE"})
    @DisplayName("3.4: a server whose TLSA lookup fails is skipped")
    void s34FailedTlsa(String fault) {
        Fault chosen = List.of(
                        Fault.SERVFAIL,
                        Fault.NOTIMP,
                        Fault.EMPTY,
                        Fault.STRIP_SIGNATURES,
                        Fault.CORRUPT_SIGNATURES,
                        Fault.GARBAGE)
                .stream()
                .filter(each -> each.toString().equals(fault))
                .findFirst()
                .orElseThrow();
        tree.fault("_9143._tcp.imap.example.net", "TLSA", chosen);
        TlsPlan plan = only(tcp("imap", "example.com"));
        assertSkipped(plan, Plans.reason(plan).orElseThrow());
        assertThat(Plans.reason(plan).orElseThrow()).isIn(Reason.DNS_ERROR, Reason.DNS_MALFORMED, Reason.DNSSEC_BOGUS);
    }

    @Test
    @DisplayName("3.4: a denial of TLSA records that is not proven is a failure")
    void s34UnprovenDenial() {
        tree.fault("_9143._tcp.imap.example.net", "TLSA", Fault.answerTo("_1._tcp.imap.example.net", "TLSA"));
        assertSkipped(only(tcp("imap", "example.com")), Reason.DNSSEC_BOGUS);
    }

    @Test
    @DisplayName("3.4: without TLSA records the application decides, as for any other server")
    void s34NoTlsa() {
        TlsPlan plan = only(tcp("xmpp-client", "example.com"));
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.NOT_COVERED);
        assertThat(Plans.reason(plan)).contains(Reason.NO_TLSA);
        assertThat(plan.addresses()).hasSize(1);
        assertThat(Plans.records(plan)).isEmpty();
    }

    @Test
    @DisplayName("3.4: TLSA records behind an alias into an unsigned zone are none")
    void s34InsecureTlsa() {
        zone(
                "example.com",
                zone -> zone.record("_imap._tcp SRV 1 0 143 imap")
                        .record("imap A 127.0.0.1")
                        .record("_143._tcp.imap CNAME tlsa.unsigned.test."));
        zone("unsigned.test", zone -> zone.unsigned().record("tlsa TLSA " + USABLE));
        TlsPlan plan = only(tcp("imap", "example.com"));
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.NOT_COVERED);
        assertThat(Plans.reason(plan)).contains(Reason.NO_TLSA);
    }

    // Section 4.1, PKIX.

    private void withTlsa(String... records) {
        zone("example.com", zone -> {
            zone.record("_imap._tcp SRV 1 0 143 imap.example.net.");
        });
        zone("example.net", zone -> {
            zone.record("imap A 127.0.0.1");
            for (String record : records) {
                zone.record("_143._tcp.imap TLSA " + record);
            }
        });
    }

    @Test
    @DisplayName("4, 4.1: with secure TLSA records of which none is usable TLS is required, and PKIX decides")
    void s41Unusable() {
        withTlsa(UNUSABLE, PKIX);
        TlsPlan plan = only(tcp("imap", "example.com"));
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.ENCRYPT);
        assertThat(Plans.reason(plan)).contains(Reason.NO_USABLE_RECORDS);
        assertThat(Plans.names(plan)).first().isEqualTo(name("example.com"));
        assertThat(Plans.names(plan)).containsExactly(name("example.com"), name("imap.example.net"));
        assertThat(Plans.records(plan)).hasSize(2);
        assertThat(plan.explain()).contains("a certificate from a trusted authority");
    }

    @Test
    @DisplayName(
            "4.1: SRV insecure: the service domain is the only name and the one to send, and TLSA is not asked for")
    void s41InsecureSrv() {
        TlsPlan plan = only(tcp("imap", "unsigned.test"));
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.NOT_COVERED);
        assertThat(Plans.reason(plan)).contains(Reason.SRV_INSECURE);
        assertThat(Plans.names(plan)).containsExactly(name("unsigned.test"));
        assertThat(Plans.names(plan)).first().isEqualTo(name("unsigned.test"));
        assertThat(plan.addresses()).hasSize(2);
        assertThat(plan.evidence())
                .extracting(answer -> answer.type().toString())
                .containsExactly("A", "AAAA");
        assertThat(tlsaQueries()).isEmpty();
    }

    @Test
    @DisplayName("4.1: SRV insecure: a server whose addresses cannot be looked up is skipped")
    void s41InsecureSrvFailedAddresses() {
        tree.fault("imap.example.net", "*", Fault.CORRUPT_SIGNATURES);
        assertSkipped(only(tcp("imap", "unsigned.test")), Reason.DNSSEC_BOGUS);
    }

    @Test
    @DisplayName("4.1: SRV secure: both the service domain and the target count, and the service domain is sent")
    void s41SecureSrv() {
        TlsPlan plan = only(tcp("xmpp-client", "example.com"));
        assertThat(Plans.names(plan)).containsExactly(name("example.com"), name("im.example.net"));
        assertThat(Plans.names(plan)).first().isEqualTo(name("example.com"));
    }

    // Section 4.2, TLSA records.

    @Test
    @DisplayName(
            "4.2, 6: one usable record makes DANE; target and service domain count as names, and the target is sent")
    void s42Usable() {
        withTlsa(UNUSABLE, USABLE);
        TlsPlan plan = only(tcp("imap", "example.com"));
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
        assertThat(Plans.reason(plan)).isEmpty();
        assertThat(Plans.names(plan)).first().isEqualTo(name("imap.example.net"));
        assertThat(Plans.names(plan)).containsExactly(name("imap.example.net"), name("example.com"));
        assertThat(Plans.records(plan)).hasSize(2);
    }

    @Test
    @DisplayName("4.2: PKIX usages are usable for a verifier that has trust anchors for them")
    void s42PkixUsages() {
        withTlsa(PKIX);
        DaneVerifier verifier = DaneVerifier.builder()
                .usages(EnumSet.allOf(CertificateUsage.class))
                .trustAnchors(List.of(TestCertificate.builder().build().certificate()))
                .build();
        SrvDane srv = new SrvDane(resolver, verifier);
        SrvTarget target =
                targets(srv.discover(tcp("imap", "example.com"))).targets().get(0);
        assertThat(srv.plan(target).kind()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
    }

    // Section 8, names.

    @Test
    @DisplayName("8: internationalized domains are asked for by their A-labels")
    void s8Internationalized() {
        assertThat(tcp("imap", "bücher.example").owner()).hasToString("_imap._tcp.xn--bcher-kva.example");
        assertThat(tcp("imap", "example.com")).hasToString("_imap._tcp.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "a b", "_imap", "a.b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    @DisplayName("a service that is no name is refused at once")
    void invalidService(String service) {
        assertThatThrownBy(() -> tcp(service, "example.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as \"imap\"");
    }

    @Test
    @DisplayName("a service and a domain that are too long together are refused at once")
    void tooLongTogether() {
        String domain = "a.".repeat(120) + "example";
        assertThatThrownBy(() -> tcp("imap", domain)).isInstanceOf(InvalidNameException.class);
    }
}
