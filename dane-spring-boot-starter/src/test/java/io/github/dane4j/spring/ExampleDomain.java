package io.github.dane4j.spring;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.TestNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A domain under DANE, its mail server, and the settings of an application that sends there. */
abstract class ExampleDomain {
    static final String HOST = "mx.example.org";
    static final TestCertificate CERTIFICATE =
            TestCertificate.builder().dnsNames(HOST).build();
    /** What an impostor has. */
    static final TestCertificate OTHER =
            TestCertificate.builder().dnsNames(HOST).build();

    @RegisterExtension
    final TestNetwork network = new TestNetwork();

    @TempDir
    Path directory;

    SmtpServer server() {
        return network.start(SmtpServer.builder(HOST).certificate(CERTIFICATE));
    }

    /** With a TLSA record for the port. */
    DnsTree dns(int port) {
        return network.start(DnsTree.builder()
                .zone(
                        "example.org",
                        zone -> zone.record("@ MX 10 mx")
                                .record("mx A 127.0.0.1")
                                .record("_" + port + "._tcp.mx TLSA " + CERTIFICATE.tlsa(3, 1, 1))));
    }

    /** Without. */
    DnsTree dnsWithoutTlsa() {
        return network.start(DnsTree.builder()
                .zone("example.org", zone -> zone.record("@ MX 10 mx").record("mx A 127.0.0.1")));
    }

    /** The settings of the resolver alone. */
    Map<String, String> resolver(DnsTree dns) {
        try {
            Path anchors = Files.writeString(
                    directory.resolve("anchors-" + dns.address().getPort()), dns.trustAnchors() + "\n");
            return Map.of(
                    "dane.name-servers",
                    "127.0.0.1:" + dns.address().getPort(),
                    "dane.trust-anchors",
                    anchors.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings of a block of the document, by its number from 0. */
    private static Map<String, String> fromDocument(int number) {
        String section = MailDocument.section("Spring Boot starter");
        Map<String, String> settings = new LinkedHashMap<>();
        section.split("```properties\n", -1)[number + 1]
                .split("```", -1)[0]
                .lines()
                .map(line -> line.split("=", 2))
                .forEach(each -> settings.put(each[0], each[1]));
        return settings;
    }

    /** An application that sends to {@code server} as a relay, by the lines of the document. */
    Map<String, String> relay(SmtpServer server, DnsTree dns) {
        Map<String, String> settings = fromDocument(0);
        settings.putAll(resolver(dns));
        settings.put("spring.mail.host", HOST);
        settings.put("spring.mail.port", String.valueOf(server.port()));
        return settings;
    }

    /** An application that sends to the MX hosts of its recipients, by the lines of the document. */
    Map<String, String> byMx(SmtpServer server, DnsTree dns) {
        Map<String, String> settings = fromDocument(1);
        settings.putAll(resolver(dns));
        settings.put("dane.mode", "mandatory");
        settings.put("dane.allow-loopback", "true");
        settings.put("spring.mail.properties.mail.smtp-mx.port", String.valueOf(server.port()));
        return settings;
    }
}
