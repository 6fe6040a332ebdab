package io.github.dane4j.dns.query;

import io.github.dane4j.dns.transport.PlainServer;
import io.github.dane4j.dns.transport.Server;
import io.github.dane4j.dns.transport.ServerAddress;
import io.github.dane4j.files.FileWatch;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.xbill.DNS.ResolverConfig;

/**
 * The name servers of this system. They are read again when {@code /etc/resolv.conf} has changed; lookups look at it once a
 * second at most. Entries that cannot be used are left out, and logged. Thread-safe.
 */
public final class SystemServers implements ServerSource {
    private static final System.Logger LOGGER = System.getLogger(SystemServers.class.getName());

    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Supplier<List<InetSocketAddress>> configuration;
    private final FileWatch watch;
    /** All there have been, so that a server that comes back is the same one. */
    private final Map<InetSocketAddress, Server> known = new ConcurrentHashMap<>();

    private volatile Listed listed;

    private record Listed(List<Server> servers, String leftOut) {}

    public SystemServers() {
        this(RESOLV_CONF, PAUSE, SystemServers::configured);
    }

    /**
     * @param file whose change means that the list may have changed
     * @param configuration the list of now
     */
    public SystemServers(Path file, Duration pause, Supplier<List<InetSocketAddress>> configuration) {
        this.configuration = configuration;
        this.watch = new FileWatch(file, pause);
        this.listed = read();
    }

    /** Read by dnsjava, which knows the places of several systems. Its readers are shared and not thread-safe. */
    private static List<InetSocketAddress> configured() {
        synchronized (SystemServers.class) {
            return new ResolverConfig().servers();
        }
    }

    @Override
    public List<? extends Server> current() {
        if (watch.hasChanged()) {
            listed = read();
        }
        return listed.servers();
    }

    private Listed read() {
        List<Server> servers = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (InetSocketAddress address : configuration.get()) {
            ServerAddress.problem(address)
                    .ifPresentOrElse(leftOut::add, () -> servers.add(known.computeIfAbsent(address, PlainServer::new)));
        }
        for (String problem : leftOut) {
            LOGGER.log(System.Logger.Level.WARNING, () -> "left out of the name servers of this system: " + problem);
        }
        return new Listed(List.copyOf(servers), String.join("; ", leftOut));
    }

    @Override
    public String whyNone() {
        String leftOut = listed.leftOut();
        return "this system has no name server that can be used" + (leftOut.isEmpty() ? "" : ": " + leftOut);
    }
}
