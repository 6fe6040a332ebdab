package io.github.dane4j.mtasts;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.mail.OutcomeListener;
import io.github.dane4j.mail.RecipientOutcome;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SettableClock;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.testkit.TrustedRoot;
import io.github.dane4j.testkit.ZoneBuilder;
import io.github.dane4j.tlsrpt.ResultType;
import io.github.dane4j.tlsrpt.SessionRecorder;
import io.github.dane4j.tlsrpt.SessionResult;
import io.github.dane4j.tlsrpt.SessionStore;
import io.github.dane4j.tlsrpt.TlsReport;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A domain with MX hosts, a policy and perhaps TLSA records, and an application that sends mail to it. */
abstract class MailBySts {
    static final String PREFIX = "mail.smtp-mx.";
    static final String MX1 = "mx1.example.org";
    static final TestCertificate CA =
            TestCertificate.builder().certificateAuthority().build();
    static final TestCertificate BY_CA =
            TestCertificate.builder().issuedBy(CA).dnsNames(MX1).build();
    static final TestCertificate SELF = TestCertificate.builder().dnsNames(MX1).build();

    private static final TestCertificate HTTPS = TestCertificate.builder()
            .issuedBy(CA)
            .dnsNames("mta-sts.example.org")
            .build();
    private static final TestCertificate OTHER_HTTPS =
            TestCertificate.builder().dnsNames("mta-sts.example.org").build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path directory;

    final SettableClock clock = new SettableClock();
    final List<SessionResult> recorded = new CopyOnWriteArrayList<>();
    final List<RecipientOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Optional<SessionRecorder> recorder = Optional.empty();
    private Optional<TrustedRoot> trusted = Optional.empty();
    private Optional<PolicyHost> web = Optional.empty();

    @BeforeEach
    void open() throws Exception {
        trusted = Optional.of(opened(new TrustedRoot(CA, directory)));
        web = Optional.of(opened(new PolicyHost(HTTPS)));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    PolicyHost web() {
        return web.orElseThrow();
    }

    /** From now on another server is the policy host, whose certificate is self-signed. */
    void distrustWeb() throws Exception {
        web = Optional.of(opened(new PolicyHost(OTHER_HTTPS)));
    }

    SmtpServer start(SmtpServer.Builder server, int last, int port) throws Exception {
        return network.start(server.address(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}))
                .port(port));
    }

    /** Of a mode and hosts: {@code enforce mx1,mx2}; an asterisk is a wildcard. */
    static String policy(String text) {
        String[] words = text.split(" ", -1);
        return "version: STSv1\nmode: " + words[0] + "\n"
                + Arrays.stream(words[1].split(",", -1))
                        .map(host -> "mx: " + host + ".example.org\n")
                        .collect(Collectors.joining())
                + "max_age: 604800\n";
    }

    static void txt(ZoneBuilder zone, String id) {
        zone.record("_mta-sts TXT \"v=STSv1; id=" + id + ";\"");
    }

    DnssecResolver resolver(DnsTree dns) {
        return opened(DnssecResolver.builder()
                .nameServers(dns.address())
                .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                .timeout(Duration.ofSeconds(60))
                .build());
    }

    MtaSts sts(DnssecResolver resolver) throws Exception {
        return MtaSts.builder(resolver, directory.resolve("policies"))
                .tls(trusted.orElseThrow().context())
                .httpsPort(web().port())
                .clock(clock)
                .build();
    }

    /** What sends by MX, with MTA-STS; all hosts have this port. */
    Properties properties(DnssecResolver resolver, int port) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol.rfc822", "smtp-mx");
        properties.setProperty("mail.transport.protocol", "smtp-mx");
        properties.setProperty(PREFIX + "port", String.valueOf(port));
        properties.setProperty(PREFIX + "localhost", "client.sender.example");
        properties.setProperty(PREFIX + "connectiontimeout", "30000");
        properties.setProperty(PREFIX + "timeout", "30000");
        properties.setProperty(PREFIX + "dane.allowloopback", "true");
        properties.setProperty(PREFIX + "dane.mtasts", "opportunistic");
        properties.put(PREFIX + "dane.mtastspolicies", sts(resolver));
        properties.put(PREFIX + "dane.resolver", resolver);
        SessionRecorder counts = opened(new SessionRecorder(new Counts(recorded)));
        recorder = Optional.of(counts);
        properties.put(PREFIX + "dane.sessions", counts);
        properties.put(PREFIX + "dane.outcomes", (OutcomeListener) outcomes::addAll);
        return properties;
    }

    static MimeMessage message(Properties properties, String recipient) throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("alice@sender.example"));
        message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        message.setText("hello");
        return message;
    }

    /** What was recorded: policy type, MX host without its domain, result type. */
    String recorded() {
        recorder.ifPresent(SessionRecorder::close);
        return recorded.stream()
                .map(each -> each.policy().type() + " "
                        + each.mxHost().map(host -> host.split("\\.", -1)[0]).orElse("-") + " "
                        + each.failure().map(ResultType::word).orElse("ok"))
                .collect(Collectors.joining(", "));
    }

    /** Keeps what is recorded. */
    private record Counts(List<SessionResult> results) implements SessionStore {
        @Override
        public void record(SessionResult result, Instant time) {
            results.add(result);
        }

        @Override
        public void recordMissing(Optional<DomainName> domain, LocalDate day, long sessions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<DomainName> unreported(LocalDate day) {
            throw new UnsupportedOperationException();
        }

        @Override
        public TlsReport report(DomainName domain, LocalDate day, Reporter reporter) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void reported(DomainName domain, LocalDate day) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void forgetBefore(LocalDate day) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
