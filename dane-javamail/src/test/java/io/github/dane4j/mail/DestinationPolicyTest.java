package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.DaneMode;
import io.github.dane4j.Reason;
import io.github.dane4j.policy.MailPolicies;
import io.github.dane4j.policy.MailPolicy;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TrustedRoot;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of one destination, where a policy for it says something else than the Session does for all. */
@SuppressWarnings("try") // A trusted root works by being there.
class DestinationPolicyTest extends MailTest {
    /** Two domains, the first with TLSA records that the server does not match, the second with none. */
    private DnsTree twoDomains(SmtpServer server) {
        return network.start(DnsTree.builder()
                .zone("example.org", records("@ MX 10 mx", "mx A 127.0.0.1", tlsa(server, OTHER), "sub MX 10 mx"))
                .zone("example.net", records("@ MX 10 mx", "mx A 127.0.0.1")));
    }

    private static Properties with(Properties properties, String key, String value) {
        properties.setProperty("mail.smtp-mx.dane" + key, value);
        return properties;
    }

    @Test
    @DisplayName("each domain of one message is delivered to by its own policy")
    void eachDomainByItsOwn() {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(twoDomains(server), server);
        with(properties, ".policy.example.org", "audit-only");
        with(properties, ".policy.example.net", "mandatory");

        MessagingException failure = failure(properties, "a@example.org", "b@example.net");

        assertThat(recipients(server)).containsExactly("a@example.org");
        assertThat(((SendFailedException) failure).getValidUnsentAddresses()).hasSize(1);
        assertThat(refusal(failure).reason()).isEqualTo(Reason.NO_TLSA);
    }

    @Test
    @DisplayName(
            "the most specific entry rules, also where it asks for less than the Session, whose mode is the default")
    void mostSpecificRules() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(twoDomains(server), server);
        with(properties, "", "mandatory");
        with(properties, ".policy..example.org", "audit-only");

        send(properties, "a@sub.example.org");
        assertThat(failure(properties, "a@example.org")).hasMessageContaining("4.7.323");
        assertThat(failure(properties, "b@example.net")).hasMessageContaining("4.7.5");

        assertThat(recipients(server)).containsExactly("a@sub.example.org");
    }

    @Test
    @DisplayName("a policy file that is replaced holds from the next message on; one that goes bad does not")
    void policyFile() throws Exception {
        SmtpServer server = network.start(mx());
        Path file = directory.resolve("policy");
        Files.writeString(file, "example.org audit-only\n");
        Properties properties = with(byMx(twoDomains(server), server), ".policyfile", file.toString());
        properties.setProperty("mail.transport.protocol", "smtp-mx");

        send(properties, "a@example.org");
        replace(file, "example.org opportunistic\n");
        assertThat(failure(properties, "b@example.org")).hasMessageContaining("4.7.323");
        replace(file, "example.org audit-only\nexample.net mandatry\n");
        assertThat(failure(properties, "c@example.org")).hasMessageContaining("4.7.323");

        assertThat(recipients(server)).containsExactly("a@example.org");
        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties)))
                .isInstanceOf(MessagingException.class)
                .hasMessageStartingWith(
                        "mail.smtp-mx.dane.policyfile cannot be used: " + file + ":2:13: expected a mode");
        replace(file, "example.org audit-only\nexample.net mandatory\n");
        send(properties, "d@example.org");
        assertThat(DaneMail.check(Session.getInstance(properties)))
                .allMatch(route -> route.toString()
                        .endsWith("DANE opportunistic, but for the destinations of mail.smtp-mx.dane.policyfile"));
    }

    private static void replace(Path file, String text) throws IOException {
        Path other = Files.writeString(file.resolveSibling("new"), text);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    @DisplayName("a policy file that is missing at the start never means the default: nothing is sent")
    void missingFile() {
        SmtpServer server = network.start(mx());
        Path file = directory.resolve("missing");
        Properties properties = with(byMx(twoDomains(server), server), ".policyfile", file.toString());
        String text = "mail.smtp-mx.dane.policyfile cannot be used: " + file + ": there is no such file";

        assertThat(failure(properties, "b@example.net")).hasMessage(text);
        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "smtp-mx"))
                .hasMessage(text);
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("one file serves several tenants, each with a Session of its own")
    void tenants() throws Exception {
        SmtpServer server = network.start(mx());
        Path file =
                Files.writeString(directory.resolve("policy"), "example.org mandatory\nacme/example.org audit-only\n");
        Properties acme = with(byMx(twoDomains(server), server), ".policyfile", file.toString());
        Properties other = (Properties) acme.clone();
        with(acme, ".tenant", "acme");
        with(other, ".tenant", "umbrella");

        send(acme, "a@example.org");
        assertThat(failure(other, "b@example.org")).hasMessageContaining("4.7.323");

        assertThat(recipients(server)).containsExactly("a@example.org");
    }

    @Test
    @DisplayName("policies of the application are asked for the domain in A-labels, and for the tenant")
    void policiesInCode() throws MessagingException {
        SmtpServer server = network.start(mx());
        List<String> asked = new CopyOnWriteArrayList<>();
        MailPolicies policies = (domain, tenant) -> {
            asked.add(tenant.orElse("") + " " + domain);
            return Optional.of(MailPolicy.of(DaneMode.AUDIT));
        };
        Properties properties = with(byMx(twoDomains(server), server), ".tenant", "acme");
        properties.put("mail.smtp-mx.dane.policy", policies);

        send(properties, "a@EXAMPLE.org");

        assertThat(asked).containsExactly("acme example.org");
        assertThat(server.received()).hasSize(1);
    }

    @Test
    @DisplayName("policies of the application that fail make the mail wait, and nothing is said to the server")
    void policiesThatFail() {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(twoDomains(server), server);
        properties.put("mail.smtp-mx.dane.policy", (MailPolicies) (domain, tenant) -> {
            throw new IllegalStateException("the database is away");
        });

        MessagingException failure = failure(properties, "b@example.net");

        assertThat(failure).hasMessageContaining("4.3.5 example.net: its policy cannot be determined");
        assertThat(((SendFailedException) failure).getValidUnsentAddresses()).hasSize(1);
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("PKIX is never asked of an MX host, whose name comes from DNS: the mail waits")
    void pkixForADomain() {
        SmtpServer server = network.start(mx());
        Properties properties = byMx(twoDomains(server), server);
        properties.put("mail.smtp-mx.dane.policy", (MailPolicies) (domain, tenant) ->
                Optional.of(new MailPolicy(DaneMode.NONE, Optional.empty(), true, Optional.empty(), Optional.empty())));

        assertThat(failure(properties, "b@example.net"))
                .hasMessageContaining("4.3.5 example.net: its policy asks for PKIX, which is only for relays");
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            .policy.example.org   | ''             | mail.smtp-mx.dane.policy.example.org is empty: it must be a policy
            .policy.example.org   | mandatry       | mail.smtp-mx.dane.policy.example.org: expected a mode
            .policy.example.org   | none pkix      | pkix is for a relay
            .policy.              | mandatory      | expected a destination
            .policy.*.example.org | mandatory      | an asterisk stands alone
            .policy.[*]           | mandatory      | so its policies are for domains
            .policy.192.0.2.1     | mandatory      | is an IP address
            .policy.[a.example]   | mandatory      | so its policies are for domains
            .policy.t/[a.example] | mandatory      | so its policies are for domains
            .policies.example.org | mandatory      | unknown property mail.smtp-mx.dane.policies.example.org
            .policy               | example.org    | mail.smtp-mx.dane.policy must be a MailPolicies, set with Properties.put
            .policyfile           | ''             | mail.smtp-mx.dane.policyfile is empty
            .tenant               | ''             | mail.smtp-mx.dane.tenant is empty
            .tenant               | a/b            | mail.smtp-mx.dane.tenant must be a name
            .tenant               | acme           | mail.smtp-mx.dane.tenant has no effect without policies
            .insecuremx           | ''             | mail.smtp-mx.dane.insecuremx is empty
            .insecuremx           | none           | mail.smtp-mx.dane.insecuremx must be dane, encrypt or may
            """)
    @DisplayName("a setting that is not understood, or has no effect, is an error and never a default")
    void badSettings(String key, String value, String text) {
        SmtpServer server = network.start(mx());
        Properties properties = with(byMx(twoDomains(server), server), key, value);

        assertThat(failure(properties, "b@example.net")).hasMessageContaining(text);
        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "smtp-mx"))
                .hasMessageContaining(text);
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName(
            "one file gives two tenants different defaults, and a third one that for all, whatever the Session's mode is")
    void defaultsOfTenants() throws Exception {
        SmtpServer server = network.start(mx());
        DnsTree dns = twoDomains(server);
        Path file = Files.writeString(
                directory.resolve("policy"), "* mandatory\nacme/* audit-only\nglobex/* opportunistic\n");
        Properties properties = with(byMx(dns, server), ".policyfile", file.toString());
        with(properties, "", "none");

        assertThat(failure(properties, "b@example.net")).hasMessageContaining("example.net");
        assertThat(failure(with(properties, ".tenant", "other"), "b@example.net"))
                .hasMessageContaining("example.net");
        assertThat(server.received()).isEmpty();
        send(with(properties, ".tenant", "acme"), "b@example.net");
        send(with(properties, ".tenant", "globex"), "b@example.net");
        assertThat(server.received()).hasSize(2);
    }

    @Test
    @DisplayName("policies in two places are an error")
    void twoPlaces() throws IOException {
        SmtpServer server = network.start(mx());
        Path file = Files.writeString(directory.resolve("policy"), "example.org audit-only\n");
        Properties properties = with(byMx(twoDomains(server), server), ".policyfile", file.toString());
        with(properties, ".policy.example.net", "none");

        assertThat(failure(properties, "b@example.net"))
                .hasMessageStartingWith(
                        "mail.smtp-mx.dane.policyfile and mail.smtp-mx.dane.policy.example.net are both set");
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"dane.policyfile, x", "dane.policy.[a.example], none", "dane.tenant, acme"})
    @DisplayName("stores have no destinations: a policy for them is an error")
    void storesHaveNone(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty("mail.imaps-dane.host", HOST);
        properties.setProperty("mail.imaps-dane." + key, value);

        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties), "imaps-dane"))
                .hasMessageContaining("mail.imaps-dane." + key + " has no effect");
    }

    @Test
    @DisplayName("a relay has a policy by its host and port, which holds and not the Session's mode")
    void relay() throws MessagingException {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(hostWith(server, OTHER), server);
        assertThat(failure(properties)).hasMessageContaining("4.7.323");

        properties.setProperty("mail.smtp.dane.policy.[" + HOST + "]:" + server.port(), "audit-only");
        properties.setProperty("mail.smtp.dane.policy.[other.example.org]", "mandatory");
        send(properties);

        assertThat(server.received()).hasSize(1);
        properties.setProperty("mail.smtp.dane.policy.example.org", "none");
        assertThat(failure(properties))
                .hasMessage("mail.smtp.dane.policy.example.org has no effect: mail.smtp "
                        + ServiceKind.FIXED_HOST.purpose()
                        + ", so its policies are for relays, such as [smtp.example.org]");
    }

    /** The relay's certificate, whether it has STARTTLS, and what comes of a policy with PKIX. */
    @ParameterizedTest
    @CsvSource({
        "trusted, true, opportunistic, sent",
        "trusted, true, audit-only, sent",
        "trusted, false, opportunistic, STARTTLS_NOT_OFFERED",
        "wrong-name, true, opportunistic, NO_PKIX_PATH",
        "self-signed, true, opportunistic, NO_PKIX_PATH",
        "self-signed, true, audit-only, NO_PKIX_PATH"
    })
    @DisplayName(
            "pkix: a relay without TLSA records gets nothing unless PKIX authenticates it, whatever the application trusts")
    @SuppressWarnings("try")
    void pkixForARelay(String certificate, boolean startTls, String mode, String result) throws Exception {
        TestCertificate root = TestCertificate.builder()
                .subject("CN=Root of the relay")
                .certificateAuthority()
                .build();
        TestCertificate served = switch (certificate) {
            case "trusted" ->
                TestCertificate.builder().dnsNames(HOST).issuedBy(root).build();
            case "wrong-name" ->
                TestCertificate.builder()
                        .dnsNames("other.example")
                        .issuedBy(root)
                        .build();
            default -> CERTIFICATE;
        };
        SmtpServer.Builder builder = mx().certificate(served);
        SmtpServer server = network.start(startTls ? builder : builder.withoutStartTls());
        Properties properties = dropIn(exampleOrg("mx A 127.0.0.1"), server);
        properties.setProperty("mail.smtp.dane.policy.[" + HOST + "]", mode + " pkix");
        // Trusts everybody: PKIX must be asked all the same.
        properties.put("mail.smtp.ssl.socketFactory", AcceptAll.socketFactory());
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "false");

        try (TrustedRoot trusted = new TrustedRoot(root, directory)) {
            if (result.equals("sent")) {
                send(properties);
                assertThat(server.received()).singleElement().matches(mail -> mail.encrypted());
            } else {
                MessagingException failure = failure(properties);
                assertThat(refusal(failure).reason()).isEqualTo(Reason.valueOf(result));
                assertNothingGivenAway(server);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("pkix never rescues a relay that does not match its TLSA records, nor one whose lookup failed")
    @SuppressWarnings("try")
    void pkixRescuesNobody(boolean lookupFails) throws Exception {
        TestCertificate root = TestCertificate.builder()
                .subject("CN=Root of the relay")
                .certificateAuthority()
                .build();
        TestCertificate served =
                TestCertificate.builder().dnsNames(HOST).issuedBy(root).build();
        SmtpServer server = network.start(mx().certificate(served));
        DnsTree dns = hostWith(server, OTHER);
        if (lookupFails) {
            dns.fault("_" + server.port() + "._tcp.mx.example.org", "TLSA", Fault.SERVFAIL);
        }
        Properties properties = dropIn(dns, server);
        properties.setProperty("mail.smtp.dane.policy.[" + HOST + "]", "opportunistic pkix");

        try (TrustedRoot trusted = new TrustedRoot(root, directory)) {
            assertThat(refusal(failure(properties)).reason())
                    .isEqualTo(lookupFails ? Reason.DNS_ERROR : Reason.LEAF_MISMATCH);
        }
        assertNothingGivenAway(server);
    }

    @Test
    @DisplayName("pkix: a relay whose records are all unusable gets nothing before PKIX has authenticated it")
    void pkixWhereNoRecordIsUsable() {
        SmtpServer server = network.start(mx());
        Properties properties = dropIn(
                exampleOrg("mx A 127.0.0.1", "_" + server.port() + "._tcp.mx TLSA " + CERTIFICATE.tlsa(1, 1, 1)),
                server);
        properties.setProperty("mail.smtp.dane.policy.[" + HOST + "]", "opportunistic pkix");

        assertThat(refusal(failure(properties)).reason()).isEqualTo(Reason.NO_PKIX_PATH);
        assertNothingGivenAway(server);
    }
}
