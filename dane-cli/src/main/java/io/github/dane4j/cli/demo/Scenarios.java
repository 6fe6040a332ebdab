package io.github.dane4j.cli.demo;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Reason;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TlsServer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The scenes of the demo, in the order in which they tell the story. */
final class Scenarios {
    private Scenarios() {}

    static List<Scenario> all(UnaryOperator<String> publisher) {
        return List.of(
                keyPublished(publisher),
                anchorPublished(),
                withoutDnssec(),
                policyByDestination(),
                keyChanged(),
                keySubstituted(),
                startTlsStripped(),
                tlsaUnsigned(),
                tlsaBogus(),
                tlsaWithheld(),
                mxRedirected(),
                chainForged(),
                sessionResumed(),
                webServer(),
                webServerSubstituted(),
                new SinkScenario("every destination of dane sink"));
    }

    private static Scenario keyPublished(UnaryOperator<String> publisher) {
        TestCertificate own = selfSigned("mx.example.test");
        return MailScenario.of(
                "delivery, key published as 3 1 1",
                "example.test",
                server("mx.example.test", own),
                publisher.apply(own.tlsa(3, 1, 1)));
    }

    private static Scenario anchorPublished() {
        TestCertificate authority = authority("Anchor CA");
        TestCertificate own = issued("mx.anchor.test", authority);
        return MailScenario.of(
                "delivery, trust anchor published as 2 1 1",
                "anchor.test",
                SmtpServer.builder("mx.anchor.test").chain(own, own.chain()).start(),
                authority.tlsa(2, 1, 1));
    }

    private static Scenario withoutDnssec() {
        return MailScenario.of(
                        "delivery to a domain without DNSSEC, opportunistic",
                        "plain.test",
                        server("mx.plain.test", selfSigned("mx.plain.test")))
                .unsigned()
                .with(DaneMode.OPPORTUNISTIC);
    }

    private static Scenario policyByDestination() {
        return new PolicyScenario(
                "policy by destination: mandatory for one, opportunistic for all others",
                "contract.test",
                "others.test",
                server("mx.contract.test", selfSigned("mx.contract.test")));
    }

    private static Scenario keyChanged() {
        TestCertificate current = selfSigned("mx.keys.test");
        return new KeyChangeScenario(
                "rollover: next record, next key, old record removed",
                "keys.test",
                server("mx.keys.test", current),
                current,
                selfSigned("mx.keys.test"));
    }

    private static Scenario keySubstituted() {
        return MailScenario.of(
                        "attack: key substituted",
                        "substituted.test",
                        server("mx.substituted.test", selfSigned("mx.substituted.test")),
                        selfSigned("mx.substituted.test").tlsa(3, 1, 1))
                .with(DaneMode.OPPORTUNISTIC)
                .refused(Reason.LEAF_MISMATCH);
    }

    private static Scenario startTlsStripped() {
        return MailScenario.of(
                        "attack: STARTTLS stripped",
                        "stripped.test",
                        SmtpServer.builder("mx.stripped.test").withoutStartTls().start(),
                        selfSigned("mx.stripped.test").tlsa(3, 1, 1))
                .with(DaneMode.OPPORTUNISTIC)
                .refused(Reason.STARTTLS_NOT_OFFERED);
    }

    private static Scenario tlsaUnsigned() {
        TestCertificate attacker = selfSigned("mx.unsigned.test");
        return MailScenario.of(
                        "attack: TLSA record replaced, unsigned",
                        "unsigned.test",
                        server("mx.unsigned.test", attacker),
                        selfSigned("mx.unsigned.test").tlsa(3, 1, 1))
                .tlsaAttacked((tree, name) -> tree.forge(name, "TLSA", name + " TLSA " + attacker.tlsa(3, 1, 1)))
                .with(DaneMode.OPPORTUNISTIC)
                .refused(Reason.DNSSEC_BOGUS);
    }

    private static Scenario tlsaBogus() {
        TestCertificate own = selfSigned("mx.bogus.test");
        return MailScenario.of(
                        "attack: signature of the TLSA record broken",
                        "bogus.test",
                        server("mx.bogus.test", own),
                        own.tlsa(3, 1, 1))
                .tlsaAttacked((tree, name) -> tree.fault(name, "TLSA", Fault.CORRUPT_SIGNATURES))
                .with(DaneMode.OPPORTUNISTIC)
                .refused(Reason.DNSSEC_BOGUS);
    }

    private static Scenario tlsaWithheld() {
        TestCertificate own = selfSigned("mx.withheld.test");
        return MailScenario.of(
                        "attack: TLSA queries swallowed",
                        "withheld.test",
                        server("mx.withheld.test", own),
                        own.tlsa(3, 1, 1))
                .tlsaAttacked((tree, name) -> tree.fault(name, "TLSA", Fault.NO_REPLY))
                .with(DaneMode.OPPORTUNISTIC)
                .refused(Reason.DNS_TIMEOUT);
    }

    private static Scenario mxRedirected() {
        TestCertificate attacker = selfSigned("mx.attacker.test");
        SmtpServer server = server("mx.attacker.test", attacker);
        return MailScenario.of("attack: MX redirected in an unsigned zone, mandatory", "redirected.test", server)
                .unsigned()
                .beside("attacker.test", zone -> MailScenario.publishMailHost(zone, server, attacker.tlsa(3, 1, 1)))
                .attacked(tree -> tree.forge("redirected.test.", "MX", "redirected.test. MX 10 mx.attacker.test."))
                .refused(Reason.MX_INSECURE);
    }

    private static Scenario chainForged() {
        TestCertificate authority = authority("Genuine CA");
        TestCertificate forged = issued("mx.forged.test", authority("Genuine CA"));
        List<X509Certificate> shown = List.of(forged.certificate(), authority.certificate());
        return MailScenario.of(
                        "attack: the genuine trust anchor shown beside a forged chain",
                        "forged.test",
                        SmtpServer.builder("mx.forged.test")
                                .chain(forged, shown)
                                .start(),
                        authority.tlsa(2, 0, 1))
                .with(DaneMode.OPPORTUNISTIC)
                .refused(Reason.SIGNATURE_INVALID);
    }

    private static Scenario sessionResumed() {
        TestCertificate own = selfSigned("mx.rollover.test");
        return new RolloverScenario(
                "attack: TLS session kept after the TLSA record changed",
                "rollover.test",
                server("mx.rollover.test", own),
                own.tlsa(3, 1, 1),
                selfSigned("mx.rollover.test").tlsa(3, 1, 1));
    }

    private static Scenario webServer() {
        TestCertificate own = selfSigned("a.name.of.no.importance");
        return new TlsScenario(
                "any TLS client, key published as 3 1 1",
                "www.example.net",
                TlsServer.builder().certificate(own).start(),
                own.tlsa(3, 1, 1),
                Optional.empty());
    }

    private static Scenario webServerSubstituted() {
        return new TlsScenario(
                "attack: any TLS client, key substituted",
                "www.example.org",
                TlsServer.builder().certificate(selfSigned("www.example.org")).start(),
                selfSigned("www.example.org").tlsa(3, 1, 1),
                Optional.of(Reason.LEAF_MISMATCH));
    }

    private static SmtpServer server(String name, TestCertificate certificate) {
        return SmtpServer.builder(name).certificate(certificate).start();
    }

    private static TestCertificate selfSigned(String name) {
        return TestCertificate.builder().dnsNames(name).build();
    }

    private static TestCertificate authority(String name) {
        return TestCertificate.builder()
                .subject("CN=" + name)
                .certificateAuthority()
                .build();
    }

    private static TestCertificate issued(String name, TestCertificate authority) {
        return TestCertificate.builder().dnsNames(name).issuedBy(authority).build();
    }
}
