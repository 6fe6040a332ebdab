package io.github.dane4j.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dane4j.DaneRefusal;
import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.mail.DaneMail;
import io.github.dane4j.mail.RecipientOutcome;
import io.github.dane4j.policy.MtaStsPolicies;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.StringReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MTA-STS in {@code smtp-mx}: how it is switched on, and what it does to connections that are used again. */
class MtaStsMailTest extends MailBySts {
    private static final Pattern SECTION =
            Pattern.compile("^## MTA-STS$.*?^```properties$\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final String MODE = PREFIX + "dane.mtasts";
    private static final String FOLDER = PREFIX + "dane.mtastsfolder";
    private static final String POLICIES = PREFIX + "dane.mtastspolicies";

    private DnsTree example(int port, String... more) {
        return network.start(DnsTree.builder().zone("example.org", zone -> {
            zone.record("@ MX 10 mx1");
            zone.record("mx1 A 127.0.0.2");
            txt(zone, "a1");
            List.of(more).forEach(line -> zone.record(line.replace("PORT", String.valueOf(port))));
        }));
    }

    private SmtpServer selfSigned() throws Exception {
        web().serve(Optional.of(policy("enforce mx1")));
        return start(SmtpServer.builder(MX1).certificate(SELF), 2, 0);
    }

    private static RecipientOutcome outcome(MessagingException e) {
        List<RecipientOutcome> all = RecipientOutcome.allIn(e);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static MessagingException failure(Properties properties) {
        return catchThrowableOfType(
                MessagingException.class, () -> Transport.send(message(properties, "bob@example.org")));
    }

    @Test
    @DisplayName("off unless configured: the policy is not even looked up")
    void offByDefault() throws Exception {
        SmtpServer server = selfSigned();
        DnsTree dns = example(server.port());
        Properties properties = properties(resolver(dns), server.port());
        properties.remove(MODE);
        properties.remove(POLICIES);

        Transport.send(message(properties, "bob@example.org"));

        assertThat(server.received()).hasSize(1);
        assertThat(web().requests()).isZero();
        assertThat(dns.queries()).noneMatch(query -> query.name().startsWith("_mta-sts"));
    }

    @Test
    @DisplayName("section 3.4: a relay is not held to the policies of the recipients' domains, nor are they looked up")
    void relayAndThePoliciesOfRecipients() throws Exception {
        SmtpServer server = selfSigned();
        DnsTree dns = example(server.port());
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-dane");
        properties.setProperty("mail.smtp-dane.host", MX1);
        properties.setProperty("mail.smtp-dane.port", String.valueOf(server.port()));
        properties.put("mail.smtp-dane.dane.resolver", resolver(dns));

        Transport.send(message(properties, "bob@example.org"));

        assertThat(server.received()).hasSize(1);
        assertThat(web().requests()).isZero();
        assertThat(dns.queries()).noneMatch(query -> query.name().startsWith("_mta-sts"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', none, none, true",
        "opportunistic, opportunistic mta-sts=none, '', true",
        "none, none mta-sts=opportunistic, '', false",
        "'', opportunistic mta-sts=opportunistic, '', false",
        "opportunistic, opportunistic, '', false",
        "'', opportunistic mta-sts=opportunistic, acme, false",
    })
    @DisplayName("the policy for a destination switches it on and off, also for a tenant")
    void byDestination(String mode, String words, String tenant, boolean delivered) throws Exception {
        SmtpServer server = selfSigned();
        Properties properties = properties(resolver(example(server.port())), server.port());
        properties.remove(MODE);
        if (!mode.isEmpty()) {
            properties.setProperty(MODE, mode);
        }
        String destination = tenant.equals("acme") ? "acme/example.org" : "example.org";
        properties.setProperty(PREFIX + "dane.policy." + destination, words);
        if (!tenant.isEmpty()) {
            properties.setProperty(PREFIX + "dane.tenant", tenant);
        }

        if (delivered) {
            Transport.send(message(properties, "bob@example.org"));
            assertThat(server.received()).hasSize(1);
        } else {
            assertThat(outcome(failure(properties)).statusCode()).isEqualTo("4.7.5");
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    @DisplayName("the refusal and the outcome say whose policy it was, and what is wrong with the certificate")
    void explanation() throws Exception {
        SmtpServer server = selfSigned();
        Properties properties = properties(resolver(example(server.port())), server.port());

        MessagingException refused = failure(properties);

        assertThat(DaneRefusal.allIn(refused))
                .singleElement()
                .satisfies(each -> assertThat(each.explain())
                        .startsWith("the MTA-STS policy of example.org refused mx1.example.org:" + server.port())
                        .contains("by the MTA-STS policy of example.org PKIX must"));
        assertThat(outcome(refused).attempt().orElseThrow().mtaStsDomain()).isEmpty();

        outcomes.clear();
        server.certificate(BY_CA);
        Transport.send(message(properties, "bob@example.org"));

        assertThat(outcomes.get(0).attempt().orElseThrow().mtaStsDomain()).contains(DomainName.of("example.org"));
        assertThat(outcomes.get(0)).asString().contains(", by the MTA-STS policy of example.org");
        // RFC 8461 section 7.1.
        assertThat(server.serverNames()).containsOnly(MX1);
    }

    @Test
    @DisplayName("a report has the lines and the patterns of the policy")
    void recordedPolicy() throws Exception {
        SmtpServer server = selfSigned();
        failure(properties(resolver(example(server.port())), server.port()));

        assertThat(recorded()).isEqualTo("sts mx1 certificate-not-trusted");
        assertThat(recorded.get(0).policy().strings())
                .containsExactly("version: STSv1", "mode: enforce", "mx: mx1.example.org", "max_age: 604800");
        assertThat(recorded.get(0).policy().mxHosts()).containsExactly("mx1.example.org");
        assertThat(recorded.get(0).policy().domain()).isEqualTo("example.org");
    }

    /** Two messages over one transport, the second after the policy has become another. */
    private SmtpServer twoMessages(String before, String after) throws Exception {
        SmtpServer server = start(SmtpServer.builder(MX1).certificate(BY_CA), 2, 0);
        AtomicReference<StsPolicy> current = new AtomicReference<>(parsed(before));
        Properties properties = properties(resolver(example(server.port())), server.port());
        properties.put(POLICIES, (Policies)
                domain -> new MtaStsPolicies.Found(Optional.ofNullable(current.get()), Optional.empty()));
        MimeMessage message = message(properties, "bob@example.org");
        try (Transport transport = Session.getInstance(properties).getTransport("smtp-mx")) {
            transport.connect();
            transport.sendMessage(message, message.getAllRecipients());
            current.set(parsed(after));
            server.certificate(SELF);
            try {
                transport.sendMessage(message, message.getAllRecipients());
            } catch (MessagingException e) {
                assertThat(outcome(e).kind()).isEqualTo(RecipientOutcome.Kind.DEFERRED);
            }
        }
        return server;
    }

    private static StsPolicy parsed(String text) throws StsException {
        return StsPolicy.parse(policy(text).getBytes(StandardCharsets.UTF_8));
    }

    /** Have no memory, and so nothing to ask for anew. */
    private interface Policies extends MtaStsPolicies {
        Found find(DomainName domain);

        @Override
        default Found find(DomainName domain, Duration patience) {
            return find(domain);
        }

        @Override
        default Found findAnew(DomainName domain, Duration patience) {
            return find(domain);
        }
    }

    @Test
    @DisplayName("a connection is used again while the policy is the same")
    void reusedUnderTheSamePolicy() throws Exception {
        SmtpServer server = twoMessages("enforce mx1", "enforce mx1");

        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.received()).hasSize(2);
    }

    @Test
    @DisplayName("a connection that was made under testing is not used under enforce, and the new one must hold")
    void notReusedUnderAStricterPolicy() throws Exception {
        SmtpServer server = twoMessages("testing mx1", "enforce mx1");

        assertThat(server.connections()).isEqualTo(2);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    @DisplayName("a connection is not used for a policy that no longer names its host")
    void notReusedForAnotherHost() throws Exception {
        SmtpServer server = twoMessages("enforce mx1", "enforce mx2");

        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    @DisplayName("what the application's own policies throw makes the mail wait")
    void policiesThatThrow() throws Exception {
        SmtpServer server = selfSigned();
        Properties properties = properties(resolver(example(server.port())), server.port());
        properties.put(POLICIES, (Policies) domain -> {
            throw new IllegalStateException("no policies today");
        });

        assertThat(failure(properties))
                .hasMessageContaining("4.3.5 example.org: its MTA-STS policy cannot be determined")
                .satisfies(waiting -> assertThat(outcome(waiting).statusCode()).isEqualTo("4.3.5"));
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("MX records that are unsigned: the policy selects hosts there as well")
    void behindUnsignedMx() throws Exception {
        SmtpServer server = selfSigned();
        DnsTree dns = network.start(DnsTree.builder().zone("example.org", zone -> {
            zone.record("@ MX 10 mx1.example.net.");
            txt(zone, "a1");
        }));

        MessagingException refused = failure(properties(resolver(dns), server.port()));

        assertThat(outcome(refused).statusCode()).isEqualTo("4.4.8");
        assertThat(refused).hasMessageContaining("4.4.8 mx1.example.net:" + server.port());
    }

    @Test
    @DisplayName("an interrupt while the policy is looked up makes the mail wait: it is not the domain that has none")
    void interrupted() throws Exception {
        SmtpServer server = selfSigned();
        Properties properties = properties(resolver(example(server.port())), server.port());
        properties.put(POLICIES, (Policies) domain -> {
            Thread.currentThread().interrupt();
            return new MtaStsPolicies.Found(Optional.empty(), Optional.empty());
        });

        MessagingException waiting = failure(properties);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(waiting).hasMessageContaining("4.3.5 example.org: the lookup of its MTA-STS policy was interrupted");
        assertThat(outcome(waiting).statusCode()).isEqualTo("4.3.5");
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"enforce, false, true", "testing, true, true", "enforce, true, false"})
    @DisplayName(
            "RFC 8689 section 2: an enforced policy proves the name of a host behind unsigned MX records, and no other does")
    void requireTls(String mode, boolean refused, boolean signedByCa) throws Exception {
        SmtpServer server = start(
                SmtpServer.builder("mx1.example.org")
                        .certificate(signedByCa ? BY_CA : SELF)
                        .offer("REQUIRETLS", false, true),
                2,
                0);
        web().serve(Optional.of("version: STSv1\nmode: " + mode + "\nmx: mx1.example.org\nmax_age: 604800\n"));
        Properties properties = requireTlsBehindUnsignedMx(server, example(server.port()));

        if (refused) {
            assertThat(outcome(failure(properties)).statusCode()).startsWith("5.7.10");
            assertThat(server.received()).isEmpty();
        } else {
            Transport.send(message(properties, "bob@example.org"));
            assertThat(server.received()).hasSize(1);
        }
    }

    /** Of a domain for whose unsigned MX records only a policy could speak. */
    private Properties requireTlsBehindUnsignedMx(SmtpServer server, DnsTree dns) throws Exception {
        DnssecResolver resolver = opened(DnssecResolver.builder()
                .nameServers(dns.address())
                .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                .negativeTrustAnchor(DomainName.of("example.org"), "test")
                .timeout(Duration.ofSeconds(60))
                .build());
        Properties properties = properties(resolver, server.port());
        properties.setProperty(PREFIX + "mailextension", "REQUIRETLS");
        return properties;
    }

    @ParameterizedTest
    @CsvSource({"fetch", "lookup", "none"})
    @DisplayName(
            "RFC 8689: a policy that cannot be had now may prove the name later, so the mail waits; without any it has failed")
    void requireTlsWhilePolicyIsNotKnown(String trouble) throws Exception {
        SmtpServer server =
                start(SmtpServer.builder("mx1.example.org").certificate(BY_CA).offer("REQUIRETLS", false, true), 2, 0);
        web().serve(Optional.empty());
        DnsTree dns = example(server.port());
        if (trouble.equals("lookup")) {
            dns.fault("_mta-sts.example.org", "TXT", Fault.SERVFAIL);
        } else if (trouble.equals("none")) {
            dns.replaceZone("example.org", zone -> {
                zone.record("@ MX 10 mx1");
                zone.record("mx1 A 127.0.0.2");
            });
        }
        Properties properties = requireTlsBehindUnsignedMx(server, dns);

        RecipientOutcome outcome = outcome(failure(properties));

        boolean forGood = trouble.equals("none");
        assertThat(outcome.statusCode()).isEqualTo(forGood ? "5.7.10" : "4.7.10");
        assertThat(outcome.kind()).isEqualTo(forGood ? RecipientOutcome.Kind.FAILED : RecipientOutcome.Kind.DEFERRED);
        assertThat(server.connections()).isZero();
    }

    @Test
    @DisplayName("section 3.3: a policy host that says nothing leaves time for the mail, and its domain hears of it")
    void silentPolicyHost() throws Exception {
        SmtpServer server = selfSigned();
        web().beSilent();
        Properties properties = properties(resolver(example(server.port())), server.port());
        properties.setProperty(PREFIX + "dane.domaintimeout", "12000");

        Transport.send(message(properties, "bob@example.org"));

        assertThat(server.received()).hasSize(1);
        assertThat(recorded()).isEqualTo("sts - sts-policy-fetch-error, no-policy-found mx1 ok");
    }

    /** Names no host, and counts the questions. */
    private record Naming(AtomicInteger asked) implements MtaStsPolicies.Policy {
        @Override
        public boolean isEnforced() {
            return true;
        }

        @Override
        public boolean allows(DomainName mxHost) {
            asked.incrementAndGet();
            return false;
        }

        @Override
        public List<String> mx() {
            return List.of("none.example.org");
        }

        @Override
        public List<String> lines() {
            return List.of();
        }
    }

    @Test
    @DisplayName("a domain with more than a hundred MX hosts: no more than a hundred are compared with its policy")
    void manyHosts() throws Exception {
        SmtpServer server = selfSigned();
        DnsTree dns = network.start(DnsTree.builder().zone("example.org", zone -> {
            for (int i = 0; i < 120; i++) {
                zone.record("@ MX 10 m" + i);
            }
        }));
        Properties properties = properties(resolver(dns), server.port());
        AtomicInteger asked = new AtomicInteger();
        properties.put(POLICIES, (Policies)
                domain -> new MtaStsPolicies.Found(Optional.of(new Naming(asked)), Optional.empty()));

        MessagingException refused = failure(properties);
        assertThat(outcome(refused).statusCode()).as(refused.toString()).isEqualTo("4.4.8");

        // To see whether the policy has to be fetched again, and to skip them.
        assertThat(asked).hasValue(200);
    }

    @ParameterizedTest
    @CsvSource({
        "opportunistic, opportunistic, true",
        "none, opportunistic, true",
        "opportunistic, never, false",
        "none, never, false"
    })
    @DisplayName("RFC 8689 section 4.2.2: TLS-Required: No lifts a policy, unless the settings do not let it")
    void tlsRequiredNo(String dane, String lifts, boolean delivered) throws Exception {
        SmtpServer server = selfSigned();
        Properties properties = properties(resolver(example(server.port())), server.port());
        properties.setProperty(PREFIX + "dane", dane);
        properties.setProperty(PREFIX + "dane.tlsrequiredno", lifts);
        MimeMessage message = message(properties, "bob@example.org");
        message.setHeader("TLS-Required", "No");

        if (delivered) {
            Transport.send(message);
            assertThat(server.received()).hasSize(1);
        } else {
            assertThatThrownBy(() -> Transport.send(message)).isInstanceOf(MessagingException.class);
            assertThat(server.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "none mta-sts=opportunistic, opportunistic, false",
        "opportunistic mta-sts=opportunistic, opportunistic, false",
        "none mta-sts=opportunistic, always, true",
        "none, opportunistic, true"
    })
    @DisplayName("TLS-Required: No does not lift the MTA-STS that the policy for the destination asks for")
    void tlsRequiredNoAndPolicyForTheDestination(String words, String lifts, boolean delivered) throws Exception {
        SmtpServer server = selfSigned();
        Properties properties = properties(resolver(example(server.port())), server.port());
        properties.setProperty(PREFIX + "dane.policy.example.org", words);
        properties.setProperty(PREFIX + "dane.tlsrequiredno", lifts);
        MimeMessage message = message(properties, "bob@example.org");
        message.setHeader("TLS-Required", "No");

        if (delivered) {
            Transport.send(message);
            assertThat(server.received()).hasSize(1);
        } else {
            MessagingException refused = catchThrowableOfType(MessagingException.class, () -> Transport.send(message));
            assertThat(outcome(refused).statusCode()).isEqualTo("4.7.5");
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    @DisplayName("a class loader of the thread that cannot load a module does not hide the one of the library")
    void brokenContextClassLoader() throws Exception {
        Path services = Files.createDirectories(directory.resolve("broken/META-INF/services"));
        Files.writeString(services.resolve(MtaStsPolicies.Provider.class.getName()), "org.example.Missing\n");
        Properties properties = new Properties();
        properties.setProperty(MODE, "opportunistic");
        properties.setProperty(FOLDER, directory.resolve("found").toString());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader broken = new URLClassLoader(
                new URL[] {directory.resolve("broken").toUri().toURL()}, null)) {
            Thread.currentThread().setContextClassLoader(broken);

            DaneMail.check(Session.getInstance(properties), "smtp-mx");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        assertThat(directory.resolve("found")).isDirectory();
    }

    @Test
    @DisplayName("the lines of docs/mail.md: the module is found, the folder made, and DaneMail.check content")
    void asInTheDocument() throws Exception {
        Matcher section = SECTION.matcher(Files.readString(Path.of("..", "docs", "mail.md")));
        assertThat(section.find()).isTrue();
        Properties lines = new Properties();
        lines.load(new StringReader(section.group(1)));
        assertThat(lines.stringPropertyNames()).containsExactlyInAnyOrder(MODE, FOLDER);
        assertThat(lines.getProperty(FOLDER)).isEqualTo("/var/lib/app/mta-sts");
        Path folder = directory.resolve("var").resolve("mta-sts");
        SmtpServer server = selfSigned();
        Properties properties = properties(resolver(example(server.port())), server.port());
        properties.remove(POLICIES);
        properties.putAll(lines);
        properties.setProperty(FOLDER, folder.toString());

        assertThat(DaneMail.check(Session.getInstance(properties))).hasSize(2);
        assertThat(folder).isEmptyDirectory();
        // Nobody listens at port 443 of this machine: there is no policy, and the domain hears of it.
        Transport.send(message(properties, "bob@example.org"));

        assertThat(server.received()).hasSize(1);
        assertThat(recorded()).isEqualTo("sts - sts-policy-fetch-error, no-policy-found mx1 ok");
    }

    @Test
    @DisplayName("a folder that cannot be used is found by DaneMail.check, and nothing is sent")
    void folderThatIsAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        SmtpServer server = selfSigned();
        Properties properties = properties(resolver(example(server.port())), server.port());
        properties.remove(POLICIES);
        properties.setProperty(FOLDER, file.toString());

        assertThatThrownBy(() -> DaneMail.check(Session.getInstance(properties)))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining(FOLDER + " cannot be used")
                .hasMessageContaining("expected a folder, found a file");
        assertThat(failure(properties)).hasMessageContaining(FOLDER + " cannot be used");
        assertThat(server.connections()).isZero();
    }
}
