package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An Unbound resolver that validates, for which all of the DNS is one server on 127.0.0.1. */
final class Unbound implements AutoCloseable {
    private final int port;
    private final ChildProcess unbound;

    private Unbound(int port, ChildProcess unbound) {
        this.port = port;
        this.unbound = unbound;
    }

    /** Over the zones of a server that has authority for them. */
    static Unbound start(Path folder, Bind dns) {
        return start(folder, dns.rootAnchor(), stubs(dns));
    }

    /** Over another server that has authority for all zones. */
    static Unbound start(Path folder, Authority dns) {
        String stubs = Stream.concat(Stream.of(".", "test"), dns.zones().stream())
                .map(zone -> stub(zone, dns.address()))
                .collect(Collectors.joining());
        return start(folder, dns.rootAnchor(), stubs);
    }

    /** Over a server that finds out everything by itself, and does not validate. */
    static Unbound forwarding(Path folder, InetSocketAddress server, Path rootAnchor) {
        return start(
                folder,
                rootAnchor,
                "forward-zone:\n    name: \".\"\n    forward-addr: 127.0.0.1@%d\n".formatted(server.getPort()));
    }

    private static Unbound start(Path folder, Path rootAnchor, String upstream) {
        int port = Loopback.freePort();
        Path configuration = folder.resolve("unbound.conf");
        try {
            Files.writeString(configuration, """
                    server:
                        directory: "%s"
                        chroot: ""
                        username: ""
                        pidfile: ""
                        use-syslog: no
                        log-servfail: yes
                        val-log-level: 2
                        interface: 127.0.0.1
                        interface: %s@53
                        port: %d
                        access-control: 127.0.0.0/8 allow
                        do-ip6: no
                        do-not-query-localhost: no
                        trust-anchor-file: "%s"
                        # Unbound answers for test. itself, as RFC 6761 wants it, unless told otherwise.
                        local-zone: "test." nodefault
                        # No verdict about one name from the proofs of another (RFC 8198).
                        aggressive-nsec: no
                        # A server that was silent once is asked again for the next name.
                        infra-keep-probing: yes
                    remote-control:
                        control-enable: no
                    """.formatted(folder, standardPort(port), port, rootAnchor) + upstream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChildProcess unbound = ChildProcess.start(
                folder,
                () -> Dig.at(Loopback.at(port)).serves("."),
                Program.UNBOUND,
                "-d",
                "-c",
                configuration.toString());
        return new Unbound(port, unbound);
    }

    /** Each zone by itself: a delegation cannot say that the name server is not on port 53. */
    private static String stubs(Bind dns) {
        return dns.zones().stream()
                .map(zone -> stub(zone.fullName(), dns.address()))
                .collect(Collectors.joining());
    }

    private static String stub(String zone, InetSocketAddress server) {
        return "stub-zone:\n    name: \"%s\"\n    stub-addr: 127.0.0.1@%d\n".formatted(zone, server.getPort());
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return Loopback.at(port);
    }

    /** An address of its own where it listens on port 53, for programs that cannot be given another port. */
    String standardPortAddress() {
        return standardPort(port);
    }

    private static String standardPort(int port) {
        return "127.53.%d.%d".formatted(port >> Byte.SIZE, port & 0xff);
    }

    /** What it printed so far. */
    String log() {
        return unbound.output();
    }

    @Override
    public void close() {
        unbound.close();
    }
}
