package io.github.dane4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.TrustAnchors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A JVM of its own that looks one name up again and again, each time with a resolver that has never heard of it. Prints how
 * the lookup ends, and its processor time in milliseconds: the mean of those after the first ones.
 *
 * <p>Arguments: port of the name server, file with its trust anchors, name.
 */
final class WorkClient {
    private static final int RUNS = 40;
    private static final int UNCOUNTED = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private WorkClient() {}

    /** See above. */
    public static void main(String[] arguments) throws IOException {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        TrustAnchors anchors = TrustAnchors.of(Files.readString(Path.of(arguments[1])));
        DomainName name = DomainName.of(arguments[2]);
        long before = 0;
        String end = "";
        for (int run = 0; run < RUNS; run++) {
            if (run == UNCOUNTED) {
                before = process.getProcessCpuTime();
            }
            try (DnssecResolver resolver = DnssecResolver.builder()
                    .nameServers(server)
                    .trustAnchors(anchors)
                    .timeout(PATIENCE)
                    .build()) {
                end = end(resolver.query(name, RecordType.TLSA));
            }
        }
        System.out.println(end);
        System.out.println((process.getProcessCpuTime() - before) / 1e6 / (RUNS - UNCOUNTED));
    }

    /** Secure, or the limit that was hit. */
    private static String end(Answer<?> answer) {
        if (answer instanceof Answer.Failure<?> failure) {
            return "`" + failure.reason() + "`";
        }
        if (answer instanceof Answer.Denial<?> denial && denial.security() == Security.SECURE) {
            return "secure";
        }
        throw new IllegalStateException(answer.toString());
    }
}
