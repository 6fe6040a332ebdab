package io.github.dane4j.cli.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The sink inside of this process, for a sender in opportunistic mode; for the demo. */
public final class SinkTrial implements AutoCloseable {
    private static final String DOMAIN = "sink.test";

    private final Sink sink;
    private final Path trustAnchors;

    private SinkTrial(Sink sink, Path trustAnchors) {
        this.sink = sink;
        this.trustAnchors = trustAnchors;
    }

    /**
     * Starts at the first addresses of loopback, at any ports.
     *
     * @throws UncheckedIOException if these cannot be had
     */
    public static SinkTrial start() {
        List<InetAddress> addresses = addresses();
        Sink sink = Sink.start(DOMAIN, addresses, addresses.get(0), 0, 0);
        try {
            Path file = Files.createTempFile("dane-demo-sink-key", ".zone");
            return new SinkTrial(sink, Files.writeString(file, sink.dns().trustAnchors()));
        } catch (IOException e) {
            sink.close();
            throw new UncheckedIOException("cannot write the root key of the sink", e);
        }
    }

    /** Why this machine cannot run it; empty if it can. Not every system has more than one address of loopback. */
    public static Optional<String> obstacle() {
        for (InetAddress each : addresses()) {
            try (ServerSocket free = new ServerSocket(0, 1, each)) {
                free.getLocalPort();
            } catch (IOException e) {
                return Optional.of("this machine has no address " + each.getHostAddress());
            }
        }
        return Optional.empty();
    }

    private static List<InetAddress> addresses() {
        return Stream.iterate(1, last -> last + 1)
                .limit(Sink.ADDRESSES)
                .map(SinkTrial::loopback)
                .toList();
    }

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where its DNS is. */
    public InetSocketAddress nameServer() {
        return sink.dns().address();
    }

    /** The file with the key of its root; gone when this is closed. */
    public Path trustAnchors() {
        return trustAnchors;
    }

    /** Of all its mail servers. */
    public int port() {
        return sink.port();
    }

    /** The domains to send a mail to, one for each case. */
    public List<String> domains() {
        return Stream.of(SinkCase.values()).map(sink::domain).toList();
    }

    /** The cases in which the sender has not done what it must. */
    public List<String> notRight() {
        return Stream.of(SinkCase.values())
                .filter(each -> sink.seen(each).verdict(each, false) != Seen.Verdict.RIGHT)
                .map(SinkCase::word)
                .toList();
    }

    /** What the sender did in each case, in a few words. */
    public List<String> words() {
        return Stream.of(SinkCase.values())
                .map(each -> each.word() + ": " + each.text() + "; "
                        + sink.seen(each).words())
                .toList();
    }

    /** Mails that came. */
    public int arrived() {
        return Stream.of(SinkCase.values())
                .mapToInt(each -> Math.toIntExact(sink.seen(each).mails()))
                .sum();
    }

    /** Mails that should come. */
    public int expected() {
        return (int) Stream.of(SinkCase.values())
                .filter(each -> each.delivers(false))
                .count();
    }

    @Override
    public void close() {
        sink.close();
        try {
            Files.deleteIfExists(trustAnchors);
        } catch (IOException e) {
            // A leftover in the folder for temporary files.
        }
    }
}
