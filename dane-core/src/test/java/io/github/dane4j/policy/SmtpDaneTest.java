package io.github.dane4j.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.ZoneBuilder;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.KeyStrength;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 7672 section 2.2: from a next-hop domain to its hosts, and what each must prove. */
class SmtpDaneTest {
    private static final int PORT = SmtpDane.SMTP_PORT;
    private static final String USABLE = "3 1 1 " + "ab".repeat(32);
    /** Long enough for a lookup on loopback, whose attempts get a fifth of it each. */
    private static final Duration IMPATIENCE = Duration.ofMillis(1500);

    private static final String UNUSABLE = "3 1 1 " + "ab".repeat(31);

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    private final List<DnssecResolver> resolvers = new ArrayList<>();

    @AfterEach
    void closeResolvers() {
        resolvers.forEach(DnssecResolver::close);
    }

    private SmtpDane smtp(DnsTree tree, DaneMode mode) {
        return smtp(tree, mode, Duration.ofSeconds(5));
    }

    private SmtpDane smtp(DnsTree tree, DaneMode mode, Duration timeout) {
        return new SmtpDane(resolver(tree, timeout), mode);
    }

    private SmtpDane smtp(DnsTree tree, DaneMode mode, InsecureMx policy) {
        return new SmtpDane(resolver(tree, Duration.ofSeconds(5)), mode, KeyStrength.ofJvm(), policy);
    }

    private DnssecResolver resolver(DnsTree tree, Duration timeout) {
        DnssecResolver resolver = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors().split("\n")))
                .timeout(timeout)
                .build();
        resolvers.add(resolver);
        return resolver;
    }

    private DnsTree tree(Consumer<DnsTree.Builder> zones) {
        DnsTree.Builder builder = DnsTree.builder();
        zones.accept(builder);
        return network.start(builder);
    }

    private static DomainName name(String text) {
        return DomainName.of(text);
    }

    private static DeliveryPlan.Deliver deliver(DeliveryPlan plan) {
        assertThat(plan).as(plan.explain()).isInstanceOf(DeliveryPlan.Deliver.class);
        return (DeliveryPlan.Deliver) plan;
    }

    @Test
    @DisplayName("A1: an address literal has no DANE: plain in opportunistic mode, skipped in mandatory mode")
    void a1AddressLiteral() {
        DnsTree tree = tree(zones -> {});
        for (String literal : List.of("192.0.2.1", "[192.0.2.1]", "[IPv6:2001:db8::1]", "2001:db8::1")) {
            TlsPlan opportunistic = smtp(tree, DaneMode.OPPORTUNISTIC).plan(literal, PORT);
            assertThat(opportunistic.kind()).isEqualTo(TlsPlan.Kind.NOT_COVERED);
            assertThat(Plans.reason(opportunistic)).contains(Reason.ADDRESS_LITERAL);
            assertThat(opportunistic.addresses()).hasSize(1);
            TlsPlan mandatory = smtp(tree, DaneMode.MANDATORY).plan(literal, PORT);
            assertThat(mandatory.kind()).isEqualTo(TlsPlan.Kind.REFUSE);
            assertThat(Plans.reason(mandatory)).contains(Reason.ADDRESS_LITERAL);
        }
        assertThat(tree.queries()).isEmpty();
    }

    @Test
    @DisplayName("A1: what only looks like an address is never looked up")
    void a1AlmostAnAddress() {
        DnsTree tree = tree(zones -> {});
        for (String text : List.of(
                "1.2.3.999",
                "mx.123",
                "01.2.3.4",
                "[::g]",
                "1.2.3",
                "1.2.3.4.5",
                "mx.example.test:25",
                "a:b.example.test",
                ":::")) {
            TlsPlan plan = smtp(tree, DaneMode.OPPORTUNISTIC).plan(text, PORT);
            assertThat(plan.kind()).as(text).isEqualTo(TlsPlan.Kind.REFUSE);
        }
        assertThat(Plans.reason(smtp(tree, DaneMode.OPPORTUNISTIC).plan("no name", PORT)))
                .contains(Reason.INVALID_NAME);
        assertThat(tree.queries()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A2: a configured host is looked up without MX, on its own port")
    void a2ConfiguredHost(DaneMode mode) {
        DnsTree tree = tree(zones -> zones.zone(
                "example.test", zone -> zone.record("relay A 127.0.0.1").record("_587._tcp.relay TLSA " + USABLE)));

        TlsPlan plan = smtp(tree, mode).plan("Relay.Example.TEST.", 587);

        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
        assertThat(Plans.baseDomain(plan)).contains(name("relay.example.test"));
        assertThat(Plans.names(plan)).containsExactly(name("relay.example.test"));
        assertThat(tree.queries()).noneMatch(query -> query.type().equals("MX"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A3, A14: hosts of a secure MX by preference, whatever their TLSA records")
    void a3SecureMx(DaneMode mode) {
        DnsTree tree = tree(zones -> zones.zone(
                "example.test",
                zone -> zone.record("@ MX 20 with-tlsa")
                        .record("@ MX 10 without-tlsa")
                        .record("with-tlsa A 127.0.0.1")
                        .record("without-tlsa A 127.0.0.2")
                        .record("_25._tcp.with-tlsa TLSA " + USABLE)));

        SmtpDane smtp = smtp(tree, mode);
        List<MailHost> hosts =
                deliver(smtp.delivery(name("example.test"), PORT)).hosts();

        assertThat(hosts)
                .extracting(MailHost::host)
                .containsExactly("without-tlsa.example.test", "with-tlsa.example.test");
        assertThat(hosts).allMatch(host -> host.origin() == MailHost.Origin.MX_SECURE);
        TlsPlan without = smtp.plan(hosts.get(0));
        assertThat(without.kind())
                .isEqualTo(mode == DaneMode.MANDATORY ? TlsPlan.Kind.REFUSE : TlsPlan.Kind.NOT_COVERED);
        assertThat(Plans.reason(without)).contains(Reason.NO_TLSA);
        TlsPlan with = smtp.plan(hosts.get(1));
        assertThat(with.kind()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
        assertThat(Plans.names(with)).containsExactly(name("with-tlsa.example.test"), name("example.test"));
        assertThat(with.addresses()).containsExactly(InetAddress.getLoopbackAddress());
    }

    @Test
    @DisplayName("A3: hosts of equal preference come in random order")
    void a3EqualPreference() {
        DnsTree tree = tree(zones ->
                zones.zone("example.test", zone -> zone.record("@ MX 10 a").record("@ MX 10 b")));
        SmtpDane smtp = smtp(tree, DaneMode.OPPORTUNISTIC);

        Set<String> first = new HashSet<>();
        for (int i = 0; i < 64; i++) {
            first.add(deliver(smtp.delivery(name("example.test"), PORT))
                    .hosts()
                    .get(0)
                    .host());
        }

        assertThat(first).containsExactlyInAnyOrder("a.example.test", "b.example.test");
    }

    @Test
    @DisplayName("A4: an insecure MX delays mandatory mail")
    void a4InsecureMxMandatory() {
        DeliveryPlan plan = smtp(insecureMx(), DaneMode.MANDATORY).delivery(name("plain.test"), PORT);

        assertThat(plan.kind()).isEqualTo(DeliveryPlan.Kind.DELAY);
        assertThat(((DeliveryPlan.Delay) plan).reason()).isEqualTo(Reason.MX_INSECURE);
        assertThat(plan.explain()).contains("plain.test").contains("not signed");
    }

    @Test
    @DisplayName("A5: a host behind an insecure MX is authenticated by its own name only")
    void a5InsecureMxOpportunistic() {
        SmtpDane smtp = smtp(insecureMx(), DaneMode.OPPORTUNISTIC);
        List<MailHost> hosts = deliver(smtp.delivery(name("plain.test"), PORT)).hosts();

        assertThat(hosts).extracting(MailHost::origin).containsExactly(MailHost.Origin.MX_INSECURE);
        TlsPlan plan = smtp.plan(hosts.get(0));
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
        assertThat(Plans.names(plan)).containsExactly(name("mx.signed.test"));
    }

    @ParameterizedTest
    @CsvSource({"DANE, AUTHENTICATE, ", "ENCRYPT, ENCRYPT, MX_INSECURE", "MAY, NOT_COVERED, MX_INSECURE"})
    @DisplayName("A5: what the TLSA records of a host behind an insecure MX count for is policy")
    void a5InsecureMxByPolicy(InsecureMx policy, TlsPlan.Kind kind, Reason reason) {
        DnsTree tree = insecureMx();
        SmtpDane smtp = smtp(tree, DaneMode.OPPORTUNISTIC, policy);
        MailHost host = deliver(smtp.delivery(name("plain.test"), PORT)).hosts().get(0);

        TlsPlan plan = smtp.plan(host);

        assertThat(plan.kind()).as(plan.explain()).isEqualTo(kind);
        assertThat(Plans.reason(plan)).isEqualTo(Optional.ofNullable(reason));
        assertThat(tree.queries().stream().anyMatch(query -> query.type().equals("TLSA")))
                .isEqualTo(policy != InsecureMx.MAY);
        assertThat(Plans.reason(smtp(tree, DaneMode.MANDATORY, policy).plan(host)))
                .contains(Reason.MX_INSECURE);
    }

    @ParameterizedTest
    @EnumSource(InsecureMx.class)
    @DisplayName("A5: a policy for insecure MX records says nothing about secure ones, nor about a failed lookup")
    void a5PolicyForInsecureMxIsForThemAlone(InsecureMx policy) {
        DnsTree tree =
                tree(zones -> zones.zone("plain.test", zone -> zone.unsigned().record("@ MX 10 mx.signed.test."))
                        .zone(
                                "signed.test",
                                zone -> zone.record("@ MX 10 mx")
                                        .record("mx A 127.0.0.1")
                                        .record("_25._tcp.mx TLSA " + USABLE)));
        tree.fault("_25._tcp.mx.signed.test.", "TLSA", Fault.SERVFAIL);
        SmtpDane smtp = smtp(tree, DaneMode.OPPORTUNISTIC, policy);

        TlsPlan secure = smtp.plan(
                deliver(smtp.delivery(name("signed.test"), PORT)).hosts().get(0));
        TlsPlan insecure = smtp.plan(
                deliver(smtp.delivery(name("plain.test"), PORT)).hosts().get(0));

        assertThat(secure.kind()).isEqualTo(TlsPlan.Kind.REFUSE);
        assertThat(insecure.kind())
                .isEqualTo(policy == InsecureMx.MAY ? TlsPlan.Kind.NOT_COVERED : TlsPlan.Kind.REFUSE);
    }

    @Test
    @DisplayName("A5: a host behind an insecure MX is never planned in mandatory mode")
    void a5InsecureMxHostInMandatoryMode() {
        DnsTree tree = insecureMx();
        MailHost host = deliver(smtp(tree, DaneMode.OPPORTUNISTIC).delivery(name("plain.test"), PORT))
                .hosts()
                .get(0);

        TlsPlan plan = smtp(tree, DaneMode.MANDATORY).plan(host);

        assertThat(plan.kind()).isEqualTo(TlsPlan.Kind.REFUSE);
        assertThat(Plans.reason(plan)).contains(Reason.MX_INSECURE);
    }

    private DnsTree insecureMx() {
        return tree(zones -> zones.zone("plain.test", zone -> zone.unsigned().record("@ MX 10 mx.signed.test."))
                .zone("signed.test", zone -> zone.record("mx A 127.0.0.1").record("_25._tcp.mx TLSA " + USABLE)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A6: without MX records the domain is its own host")
    void a6ImplicitMx(DaneMode mode) {
        DnsTree tree = tree(zones ->
                zones.zone("example.test", zone -> zone.record("@ A 127.0.0.1").record("_25._tcp TLSA " + USABLE)));
        SmtpDane smtp = smtp(tree, mode);

        List<MailHost> hosts =
                deliver(smtp.delivery(name("example.test"), PORT)).hosts();

        assertThat(hosts).extracting(MailHost::host).containsExactly("example.test");
        assertThat(hosts).extracting(MailHost::origin).containsExactly(MailHost.Origin.NON_MX);
        assertThat(smtp.plan(hosts.get(0)).kind()).isEqualTo(TlsPlan.Kind.AUTHENTICATE);
    }

    @Test
    @DisplayName("A7: an unsigned denial of MX records delays mandatory mail, and binds nothing in opportunistic mode")
    void a7InsecureDenial() {
        DnsTree tree =
                tree(zones -> zones.zone("plain.test", zone -> zone.unsigned().record("@ A 127.0.0.1")));

        assertThat(((DeliveryPlan.Delay) smtp(tree, DaneMode.MANDATORY).delivery(name("plain.test"), PORT)).reason())
                .isEqualTo(Reason.MX_INSECURE);
        SmtpDane opportunistic = smtp(tree, DaneMode.OPPORTUNISTIC);
        MailHost host = deliver(opportunistic.delivery(name("plain.test"), PORT))
                .hosts()
                .get(0);
        assertThat(host.origin()).isEqualTo(MailHost.Origin.MX_INSECURE);
        TlsPlan plan = opportunistic.plan(host);
        assertThat(plan.kind()).isEqualTo(TlsPlan.Kind.NOT_COVERED);
        assertThat(Plans.reason(plan)).contains(Reason.HOST_INSECURE);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A8: a domain that does not exist takes no mail")
    void a8NoSuchDomain(DaneMode mode) {
        DnsTree tree = tree(zones -> zones.zone("example.test", zone -> zone.record("@ A 127.0.0.1")));

        DeliveryPlan plan = smtp(tree, mode).delivery(name("absent.example.test"), PORT);

        assertThat(plan.kind()).isEqualTo(DeliveryPlan.Kind.UNDELIVERABLE);
        assertThat(((DeliveryPlan.Undeliverable) plan).reason()).isEqualTo(Reason.NO_SUCH_DOMAIN);
        assertThat(plan.explain()).contains("absent.example.test");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A9: a failed MX lookup delays the mail")
    void a9MxError(DaneMode mode) {
        for (Fault fault : List.of(Fault.SERVFAIL, Fault.REFUSED, Fault.STRIP_SIGNATURES, Fault.CORRUPT_SIGNATURES)) {
            DnsTree tree = tree(zones -> zones.zone("example.test", zone -> zone.record("@ MX 10 mx")));
            tree.fault("example.test.", "MX", fault);

            DeliveryPlan plan = smtp(tree, mode).delivery(name("example.test"), PORT);

            assertThat(plan.kind()).as(fault + "\n" + plan.explain()).isEqualTo(DeliveryPlan.Kind.DELAY);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A9: MX records whose signatures have expired delay the mail, and so does silence")
    void a9ExpiredAndSilent(DaneMode mode) {
        DnsTree tree = tree(zones -> zones.zone("expired.test", SmtpDaneTest::expiredMx)
                .zone("example.test", zone -> zone.record("@ MX 10 mx")));
        tree.fault("example.test.", "MX", Fault.NO_REPLY);

        assertThat(delayed(smtp(tree, mode), "expired.test")).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(delayed(smtp(tree, mode, IMPATIENCE), "example.test")).isEqualTo(Reason.DNS_TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName(
            "A6, A8, A9: a denial that is not proven is none: neither an implicit MX nor a domain that does not exist")
    void a9UnprovenDenial(DaneMode mode) {
        for (Fault fault : List.of(Fault.STRIP_PROOFS, Fault.STRIP_SIGNATURES, Fault.EMPTY)) {
            DnsTree tree = tree(zones -> zones.zone(
                    "example.test", zone -> zone.record("@ A 127.0.0.1").record("www A 127.0.0.1")));
            tree.fault("*", "MX", fault);
            tree.fault("absent.example.test", "DS", fault);
            SmtpDane smtp = smtp(tree, mode);

            assertThat(delayed(smtp, "example.test")).as("%s", fault).isEqualTo(Reason.DNSSEC_BOGUS);
            assertThat(delayed(smtp, "absent.example.test")).as("%s", fault).isEqualTo(Reason.DNSSEC_BOGUS);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A8, A9: the denial of another name does not make a domain vanish, nor its MX records")
    void a9DenialOfAnotherName(DaneMode mode) {
        DnsTree tree = tree(zones -> zones.zone(
                "example.test",
                zone -> zone.record("a MX 10 mx").record("b MX 10 mx").record("mx A 127.0.0.1")));
        tree.fault("a.example.test.", "MX", Fault.answerTo("absent.example.test", "MX"));
        tree.fault("b.example.test.", "MX", Fault.answerTo("mx.example.test", "MX"));
        SmtpDane smtp = smtp(tree, mode);

        assertThat(delayed(smtp, "a.example.test")).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(delayed(smtp, "b.example.test")).isEqualTo(Reason.DNSSEC_BOGUS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A4, A9: an MX below a delegation that is not proven to be insecure is not insecure, but a failure")
    void a9UnprovenDelegation(DaneMode mode) {
        DnsTree tree = insecureMx();
        tree.fault("plain.test.", "DS", Fault.STRIP_PROOFS);

        assertThat(delayed(smtp(tree, mode), "plain.test")).isEqualTo(Reason.DNSSEC_BOGUS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A8: a domain that is proven not to exist in an unsigned zone takes no mail either")
    void a8NoSuchDomainInsecure(DaneMode mode) {
        DnsTree tree = tree(zones -> zones.zone("plain.test", ZoneBuilder::unsigned));

        DeliveryPlan plan = smtp(tree, mode).delivery(name("absent.plain.test"), PORT);

        assertThat(plan.kind()).as(plan.explain()).isEqualTo(DeliveryPlan.Kind.UNDELIVERABLE);
    }

    private static void expiredMx(ZoneBuilder zone) {
        Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
        zone.signatures(longAgo, longAgo.plus(Duration.ofDays(14))).record("@ MX 10 mx");
    }

    private static Reason delayed(SmtpDane smtp, String domain) {
        DeliveryPlan plan = smtp.delivery(name(domain), PORT);
        assertThat(plan.kind()).as(plan.explain()).isEqualTo(DeliveryPlan.Kind.DELAY);
        return ((DeliveryPlan.Delay) plan).reason();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A10: through secure aliases, the original and the expanded next hop are both names of the server")
    void a10SecureAlias(DaneMode mode) {
        DnsTree tree = tree(zones -> zones.zone(
                        "example.test",
                        zone -> zone.record("exchange CNAME mail").record("mail CNAME example.com.test."))
                .zone(
                        "example.com.test",
                        zone -> zone.record("@ MX 10 mx10")
                                .record("mx10 A 127.0.0.1")
                                .record("_25._tcp.mx10 TLSA " + USABLE)));
        SmtpDane smtp = smtp(tree, mode);

        MailHost host = deliver(smtp.delivery(name("exchange.example.test"), PORT))
                .hosts()
                .get(0);

        assertThat(Plans.names(smtp.plan(host)))
                .containsExactly(
                        name("mx10.example.com.test"), name("exchange.example.test"), name("example.com.test"));
    }

    @Test
    @DisplayName("A11: one insecure alias on the way makes the MX insecure")
    void a11InsecureAlias() {
        DnsTree tree =
                tree(zones -> zones.zone("plain.test", zone -> zone.unsigned().record("www CNAME example.test."))
                        .zone("example.test", zone -> zone.record("@ MX 10 mx")));

        assertThat(((DeliveryPlan.Delay) smtp(tree, DaneMode.MANDATORY).delivery(name("www.plain.test"), PORT))
                        .reason())
                .isEqualTo(Reason.MX_INSECURE);
        assertThat(deliver(smtp(tree, DaneMode.OPPORTUNISTIC).delivery(name("www.plain.test"), PORT))
                        .hosts())
                .extracting(MailHost::origin)
                .containsExactly(MailHost.Origin.MX_INSECURE);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A12: an alias that leads to a failure delays the mail")
    void a12AliasToFailure(DaneMode mode) {
        DnsTree tree = tree(zones ->
                zones.zone("example.test", zone -> zone.record("a CNAME b").record("b CNAME a")));

        DeliveryPlan plan = smtp(tree, mode).delivery(name("a.example.test"), PORT);

        assertThat(plan.kind()).as(plan.explain()).isEqualTo(DeliveryPlan.Kind.DELAY);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A12: so does one whose target is bogus, or has expired")
    void a12AliasToFailingTarget(DaneMode mode) {
        DnsTree tree = tree(zones -> zones.zone(
                        "example.test",
                        zone -> zone.record("corrupt CNAME corrupt.other.test.").record("expired CNAME expired.test."))
                .zone("other.test", zone -> zone.record("corrupt MX 10 mx"))
                .zone("expired.test", SmtpDaneTest::expiredMx));
        tree.fault("corrupt.example.test", "MX", Fault.CORRUPT_SIGNATURES);
        tree.fault("corrupt.other.test", "MX", Fault.CORRUPT_SIGNATURES);
        SmtpDane smtp = smtp(tree, mode);

        assertThat(delayed(smtp, "corrupt.example.test")).isEqualTo(Reason.DNSSEC_BOGUS);
        assertThat(delayed(smtp, "expired.example.test")).isEqualTo(Reason.DNSSEC_BOGUS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A13: an address where the MX record should have a name has no DANE")
    void a13AddressInMx(DaneMode mode) {
        DnsTree tree = tree(zones -> zones.zone("example.test", zone -> zone.record("@ MX 10 192.0.2.1.")));
        SmtpDane smtp = smtp(tree, mode);

        TlsPlan plan = smtp.plan(
                deliver(smtp.delivery(name("example.test"), PORT)).hosts().get(0));

        assertThat(plan.kind()).isEqualTo(mode == DaneMode.MANDATORY ? TlsPlan.Kind.REFUSE : TlsPlan.Kind.NOT_COVERED);
        assertThat(Plans.reason(plan)).contains(Reason.ADDRESS_LITERAL);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("A15: a null MX takes no mail (RFC 7505)")
    void a15NullMx(DaneMode mode) {
        DnsTree tree = tree(zones -> zones.zone("example.test", zone -> zone.record("@ MX 0 .")));

        DeliveryPlan plan = smtp(tree, mode).delivery(name("example.test"), PORT);

        assertThat(plan.kind()).isEqualTo(DeliveryPlan.Kind.UNDELIVERABLE);
        assertThat(((DeliveryPlan.Undeliverable) plan).reason()).isEqualTo(Reason.NULL_MX);
    }

    @Test
    @DisplayName(
            "D5r: records of which none is usable ask for TLS in opportunistic mode, and skip the host in mandatory mode")
    void d5rUnusableRecords() {
        DnsTree tree = tree(zones -> zones.zone(
                "example.test",
                zone -> zone.record("mx A 127.0.0.1")
                        .record("_25._tcp.mx TLSA " + UNUSABLE)
                        .record("_25._tcp.mx TLSA 1 1 1 " + "ab".repeat(32))));

        TlsPlan opportunistic = smtp(tree, DaneMode.OPPORTUNISTIC).plan("mx.example.test", PORT);
        assertThat(opportunistic.kind()).isEqualTo(TlsPlan.Kind.ENCRYPT);
        assertThat(Plans.baseDomain(opportunistic)).contains(name("mx.example.test"));
        TlsPlan mandatory = smtp(tree, DaneMode.MANDATORY).plan("mx.example.test", PORT);
        assertThat(mandatory.kind()).isEqualTo(TlsPlan.Kind.REFUSE);
        assertThat(Plans.reason(mandatory)).contains(Reason.NO_USABLE_RECORDS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("D11r: a host whose TLSA lookup fails is skipped")
    void d11rTlsaError(DaneMode mode) {
        DnsTree tree = tree(zones ->
                zones.zone("example.test", zone -> zone.record("mx A 127.0.0.1").record("_25._tcp.mx TLSA " + USABLE)));
        tree.fault("_25._tcp.mx.example.test.", "TLSA", Fault.SERVFAIL);

        TlsPlan plan = smtp(tree, mode).plan("mx.example.test", PORT);

        assertThat(plan.kind()).isEqualTo(TlsPlan.Kind.REFUSE);
        assertThat(plan.addresses()).isEmpty();
        assertThat(plan.explain()).contains("mx.example.test").contains("_25._tcp.mx.example.test");
    }

    @Test
    @DisplayName("RFC 7672 3.2.2: a configured host that is a secure alias has its own name as the second one")
    void nonMxAliasNames() {
        DnsTree tree = tree(zones -> zones.zone(
                "example.test",
                zone -> zone.record("relay CNAME real")
                        .record("real A 127.0.0.1")
                        .record("_25._tcp.real TLSA " + USABLE)));

        TlsPlan plan = smtp(tree, DaneMode.MANDATORY).plan("relay.example.test", PORT);

        assertThat(Plans.baseDomain(plan)).contains(name("real.example.test"));
        assertThat(Plans.names(plan)).containsExactly(name("real.example.test"), name("relay.example.test"));
    }

    @Test
    @DisplayName("RFC 7672 9.1: an audit plans as opportunistic DANE does, and connects by a plan that refuses nothing")
    void auditPlans() {
        DnsTree tree = tree(zones ->
                zones.zone("example.test", zone -> zone.record("mx A 127.0.0.1").record("_25._tcp.mx TLSA " + USABLE)));

        assertThat(smtp(tree, DaneMode.AUDIT).plan("mx.example.test", PORT).explain())
                .isEqualTo(smtp(tree, DaneMode.OPPORTUNISTIC)
                        .plan("mx.example.test", PORT)
                        .explain());
        TlsPlan followed = SmtpDane.notEnforced(
                new MailHost("mx.example.test", PORT, MailHost.Origin.MX_SECURE, List.of()),
                List.of(InetAddress.getLoopbackAddress()));
        assertThat(followed.kind()).isEqualTo(TlsPlan.Kind.NOT_COVERED);
        assertThat(Plans.reason(followed)).contains(Reason.NOT_ENFORCED);
        assertThat(Plans.names(followed)).containsExactly(name("mx.example.test"));
    }

    @Test
    @DisplayName("mode NONE asks for addresses, and for no TLSA records")
    void noneAsksForNoRecords() {
        DnsTree tree = tree(zones ->
                zones.zone("example.test", zone -> zone.record("mx A 127.0.0.1").record("_25._tcp.mx TLSA " + USABLE)));

        TlsPlan plan = smtp(tree, DaneMode.NONE).plan("mx.example.test", PORT);

        assertThat(plan.kind()).as(plan.explain()).isEqualTo(TlsPlan.Kind.NOT_COVERED);
        assertThat(Plans.reason(plan)).contains(Reason.NOT_ENFORCED);
        assertThat(plan.addresses()).containsExactly(InetAddress.getLoopbackAddress());
        assertThat(tree.queries()).noneMatch(query -> query.type().equals("TLSA"));
    }

    @Test
    @DisplayName("RFC 7672 6: mandatory is applied to a finished plan; only authentication passes")
    void mandatoryIsAppliedToAFinishedPlan() {
        ReferenceIdentifiers names = ReferenceIdentifiers.of(List.of(name("mx.example.test")));
        List<InetAddress> here = List.of(InetAddress.getLoopbackAddress());
        TlsPlan authenticate = new TlsPlan.Authenticate(
                "mx", name("mx.example.test"), names, List.of(TlsaRecord.parse(USABLE)), here, List.of());
        TlsPlan encrypt = new TlsPlan.Encrypt(
                "mx",
                Reason.NO_USABLE_RECORDS,
                name("mx.example.test"),
                names,
                false,
                List.of(TlsaRecord.parse(UNUSABLE)),
                here,
                List.of());
        TlsPlan notCovered = new TlsPlan.NotCovered("mx", Reason.HOST_INSECURE, List.of(), here, List.of());
        TlsPlan refuse = new TlsPlan.Refuse("mx", Reason.DNSSEC_BOGUS, List.of());

        assertThat(authenticate.mandatory()).isSameAs(authenticate);
        assertThat(encrypt.mandatory()).isEqualTo(new TlsPlan.Refuse("mx", Reason.NO_USABLE_RECORDS, List.of()));
        assertThat(notCovered.mandatory()).isEqualTo(new TlsPlan.Refuse("mx", Reason.HOST_INSECURE, List.of()));
        assertThat(refuse.mandatory()).isSameAs(refuse);
        for (TlsPlan plan : List.of(authenticate, encrypt, notCovered)) {
            assertThat(plan.onlyTo(address -> true)).isEqualTo(plan);
            assertThat(plan.onlyTo(address -> false))
                    .isEqualTo(new TlsPlan.Refuse("mx", Reason.ADDRESS_NOT_ALLOWED, List.of()));
        }
        assertThat(refuse.onlyTo(address -> false)).isSameAs(refuse);
    }
}
