package io.github.dane4j.cli;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.cli.probe.Observation;
import io.github.dane4j.cli.probe.Protocol;
import io.github.dane4j.cli.probe.ServerProbe;
import io.github.dane4j.cli.resolver.ResolverOptions;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.publish.RecordSource;
import io.github.dane4j.tlsa.EncodedCertificate;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the certificates that a server presents, as they come. */
final class LiveServer implements AutoCloseable {
    private static final Pattern HOST_AND_PORT = Pattern.compile("([^:]+):([0-9]{1,5})");
    private static final int MAX_PORT = 65535;
    private static final int SHOWN = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The server could not be asked; the message says why. */
    static final class NotReached extends Exception {
        private static final long serialVersionUID = 1L;

        NotReached(String message) {
            super(message);
        }
    }

    private final ResolverOptions options;
    private final Optional<Protocol> protocol;
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dane-live-server");
        thread.setDaemon(true);
        return thread;
    });

    LiveServer(ResolverOptions options, Optional<Protocol> protocol) {
        this.options = options;
        this.protocol = protocol;
    }

    /**
     * The certificates of the first address that completes a handshake.
     *
     * @param text {@code HOST:PORT}
     * @throws IllegalArgumentException if it is something else
     * @throws NotReached if no address completes a handshake
     */
    List<RecordSource> certificates(String text) throws NotReached {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("expected HOST:PORT, found " + Printable.clip(text, SHOWN));
        }
        DomainName host = DomainName.of(matcher.group(1));
        ServerProbe probe = new ServerProbe(
                new ServerProbe.Target(port, host.toString(), Optional.of(host), protocol),
                ServerProbe.Families.BOTH,
                new ServerProbe.Patience(options.timeout(), PATIENCE),
                watchdog);
        String why = host + " has no address";
        for (InetAddress address : addresses(host)) {
            Observation seen = probe.observe(address);
            if (seen.outcome() == Observation.Outcome.SECURED) {
                return seen.chain().stream()
                        .map(EncodedCertificate::der)
                        .map(RecordSource::certificate)
                        .toList();
            }
            why = text + " at " + address.getHostAddress() + ": "
                    + seen.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + (seen.said().isEmpty() ? "" : "; " + Printable.clip(seen.said(), SHOWN));
        }
        throw new NotReached(why);
    }

    private List<InetAddress> addresses(DomainName host) throws NotReached {
        List<InetAddress> addresses = new ArrayList<>();
        try (DnssecResolver resolver = options.open(Optional.empty())) {
            for (RecordType<InetAddress> family : List.of(RecordType.A, RecordType.AAAA)) {
                Answer<InetAddress> answer = resolver.query(host, family);
                if (answer instanceof Answer.Data<InetAddress> data) {
                    addresses.addAll(data.records());
                } else if (answer instanceof Answer.Failure<InetAddress> failure) {
                    throw new NotReached(Printable.clip(failure.toString(), SHOWN));
                }
            }
        }
        return addresses;
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}
