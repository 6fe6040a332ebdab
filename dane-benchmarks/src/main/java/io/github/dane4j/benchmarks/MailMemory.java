package io.github.dane4j.benchmarks;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether the heap grows with the number of messages by {@code smtp-mx}, over connections that are reused. */
final class MailMemory implements Figures {
    private static final int MESSAGES = 100_000;
    private static final int STEP = 20_000;
    private static final int WARM_UP = 2_000;

    @Override
    public List<String> measure() {
        TestCertificate certificate = TestCertificate.builder()
                .dnsNames("mx.test")
                .keyAlgorithm(KeyAlgorithm.EC_P256)
                .build();
        try (MailSink sink = new MailSink(certificate.serverContext());
                DnsTree dns = MailRates.tree(certificate, sink.port()).start();
                DnssecResolver resolver = DnssecResolver.builder()
                        .nameServers(dns.address())
                        .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                        .build()) {
            List<String> lines = new ArrayList<>();
            lines.add(String.format(
                    Locale.ROOT, "| `smtp-mx`, messages to %d domains | kB of heap in use |", MailRates.DOMAINS));
            lines.add("| ---: | ---: |");
            send(sink, resolver, lines);
            return lines;
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(MailSink sink, DnssecResolver resolver, List<String> lines) throws MessagingException {
        Session session = MailRates.byMx(sink, resolver, MailRates.DOMAINS);
        MimeMessage message = MailRates.message(session);
        try (Transport transport = MailRates.connected(session, "smtp-mx")) {
            for (int i = 1; i <= MESSAGES; i++) {
                transport.sendMessage(message, MailRates.to(i % MailRates.DOMAINS));
                if (i == WARM_UP || i % STEP == 0) {
                    lines.add(String.format(Locale.ROOT, "| %,d | %,d |", i, used() / 1024));
                }
            }
        }
        if (sink.messages() != MESSAGES) {
            throw new IllegalStateException(sink.messages() + " messages arrived");
        }
    }

    /** After several collections, since some objects go in the second only. */
    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
