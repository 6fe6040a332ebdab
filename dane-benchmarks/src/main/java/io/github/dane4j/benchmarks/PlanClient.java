package io.github.dane4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.MxRecord;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.dns.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * A JVM of its own that looks up what it takes to deliver mail to domains that it has never heard of: MX, A and AAAA, and
 * TLSA where the zone is signed. Prints the processor time of each thousand, in milliseconds, compilation included.
 *
 * <p>Arguments: {@link Kind}, port of the name server, file with its trust anchors, how many times a thousand.
 */
final class PlanClient {
    /** Domains for each resolver. */
    static final int DOMAINS = 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Who validates. */
    enum Kind {
        DANE4J,
        DNSJAVA
    }

    private PlanClient() {}

    /** See above. */
    public static void main(String[] arguments) throws IOException {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long before = process.getProcessCpuTime();
        Kind kind = Kind.valueOf(arguments[0]);
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        String anchors = Files.readString(Path.of(arguments[2]));
        for (int thousand = 0; thousand < Integer.parseInt(arguments[3]); thousand++) {
            switch (kind) {
                case DANE4J -> withThisLibrary(server, anchors);
                case DNSJAVA -> withDnsjava(server, anchors);
            }
            long now = process.getProcessCpuTime();
            System.out.println((now - before) / 1e6);
            before = now;
        }
    }

    private static void withThisLibrary(InetSocketAddress server, String anchors) {
        try (DnssecResolver resolver = DnssecResolver.builder()
                .nameServers(server)
                .trustAnchors(TrustAnchors.of(anchors))
                .timeout(PATIENCE)
                .build()) {
            for (int i = 0; i < DOMAINS; i++) {
                Answer<MxRecord> mx = resolver.query(DomainName.of(ServedTree.domain(i)), RecordType.MX);
                TlsaLookup lookup =
                        TlsaLookup.perform(resolver, new Service(DomainName.of("mx." + ServedTree.domain(i)), 25));
                boolean expected = ServedTree.isSigned(i)
                        ? lookup instanceof TlsaLookup.Found
                        : lookup instanceof TlsaLookup.Insecure;
                if (!expected) {
                    throw new IllegalStateException(mx + ", " + lookup);
                }
            }
        }
    }

    private static void withDnsjava(InetSocketAddress server, String anchors) throws IOException {
        SimpleResolver head = new SimpleResolver(server);
        head.setTimeout(PATIENCE);
        ValidatingResolver resolver = new ValidatingResolver(head);
        resolver.loadTrustAnchors(new ByteArrayInputStream(anchors.getBytes(StandardCharsets.US_ASCII)));
        for (int i = 0; i < DOMAINS; i++) {
            String domain = ServedTree.domain(i);
            boolean secure = query(resolver, domain, Type.MX);
            query(resolver, "mx." + domain, Type.A);
            query(resolver, "mx." + domain, Type.AAAA);
            if (secure) {
                query(resolver, "_25._tcp.mx." + domain, Type.TLSA);
            }
            if (secure != ServedTree.isSigned(i)) {
                throw new IllegalStateException(domain);
            }
        }
    }

    /** Whether the reply is secure. */
    private static boolean query(ValidatingResolver resolver, String name, int type) throws IOException {
        Message reply = resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)));
        if (reply.getRcode() != Rcode.NOERROR) {
            throw new IllegalStateException(reply.toString());
        }
        return reply.getHeader().getFlag(Flags.AD);
    }
}
