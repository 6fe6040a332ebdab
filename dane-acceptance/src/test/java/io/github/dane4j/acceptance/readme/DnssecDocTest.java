package io.github.dane4j.acceptance.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.EncryptedNameServer;
import io.github.dane4j.dns.LookupTrace;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.mail.DaneMail;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.TestNetwork;
import io.github.dane4j.tlsa.TlsaRecord;
import jakarta.mail.Session;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of docs/dnssec.md stand in this class, word for word. */
class DnssecDocTest {
    private static final Path THIS =
            Path.of("src", "test", "java", "io", "github", "dane4j", "acceptance", "readme", "DnssecDocTest.java");

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path folder;

    private final Readme document = Readme.read("docs/dnssec.md");

    private DnsTree tree() {
        return network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.record("_25._tcp.mx TLSA 3 1 1 " + "ab".repeat(32))));
    }

    @Test
    void everySnippetStandsHere() {
        assertThat(document.blocks("java")).hasSize(7);
        assertThat(document.properties()).hasSize(1);
        assertThat(document.javaStandsIn(THIS)).isTrue();
    }

    @Test
    void trustAnchorFile() throws Exception {
        Path file = Files.writeString(folder.resolve("root.key"), tree().trustAnchors());
        DnssecResolver dns = DnssecResolver.builder().trustAnchorFile(file).build();
        assertThat(dns.counts().lookups()).isZero();
        dns.close();
    }

    @Test
    void privateTree() {
        String ds = "4711 13 2 " + "ab".repeat(32);
        TrustAnchors anchors = TrustAnchors.iana().with("corp.example. IN DS " + ds);
        DnssecResolver dns = DnssecResolver.builder().trustAnchors(anchors).build();
        assertThat(anchors).hasToString(". 20326 38696, corp.example. 4711");
        dns.close();
    }

    @Test
    void negativeTrustAnchor() {
        DnssecResolver dns = DnssecResolver.builder()
                .negativeTrustAnchor(DomainName.of("broken.example"), "wrong DS since Monday, ticket 4711")
                .build();
        assertThat(dns.counts().lookups()).isZero();
        dns.close();
    }

    @Test
    void throughTls() {
        DnssecResolver dns = DnssecResolver.builder()
                .nameServers(
                        EncryptedNameServer.overTls(
                                new InetSocketAddress("192.0.2.1", 853), DomainName.of("dns.example.net")),
                        EncryptedNameServer.overHttps(URI.create("https://192.0.2.2/dns-query")))
                .build();
        assertThat(dns.counts().queries()).isZero();
        dns.close();
    }

    @Test
    @SuppressWarnings("AddressSelection")
    void validatingServer() {
        DnssecResolver dns = DnssecResolver.trustingAd(new InetSocketAddress("127.0.0.1", 53))
                .build();
        assertThat(dns.counts().queries()).isZero();
        dns.close();
    }

    @Test
    void sha1() {
        DnssecResolver dns = DnssecResolver.builder().treatSha1AsUnsigned().build();
        assertThat(dns.counts().lookups()).isZero();
        dns.close();
    }

    @Test
    void trace() {
        DnsTree tree = tree();
        DnssecResolver.Builder builder =
                DnssecResolver.builder().nameServers(tree.address()).trustAnchors(TrustAnchors.of(tree.trustAnchors()));
        LookupTrace trace = new LookupTrace();
        try (DnssecResolver dns = builder.listener(trace).build()) {
            Answer<TlsaRecord> answer = dns.query(DomainName.of("_25._tcp.mx.example.org"), RecordType.TLSA);
            System.out.println(answer.describe());
            System.out.println(trace);
        }
        assertThat(trace.toString())
                .startsWith("_25._tcp.mx.example.org TLSA\n")
                .contains("\n  validated _25._tcp.mx.example.org TLSA: secure\n")
                .contains("\n  answer    secure, 1 record, in ");
        assertThat(document.blocks("text").get(0))
                .startsWith("_25._tcp.mx.example.org TLSA\n")
                .contains("  validated _25._tcp.mx.example.org TLSA: secure\n  answer    secure, 1 record, in ");
    }

    @Test
    void mailProperties() throws Exception {
        Properties properties = document.properties().get(0);
        assertThat(properties.remove("mail.smtp.dane.trustanchors")).isNotNull();
        Path file = Files.writeString(folder.resolve("root.key"), tree().trustAnchors());
        properties.setProperty("mail.smtp.dane.trustanchors", file.toString());
        properties.setProperty("mail.smtp.class", "io.github.dane4j.mail.SMTPTransport");
        Session session = Session.getInstance(properties);
        DaneMail.check(session);
        assertThat(session.getTransport("smtp").getClass().getName())
                .isEqualTo(properties.getProperty("mail.smtp.class"));
    }
}
