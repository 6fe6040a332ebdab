package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A resolver of others that stands between the library and an {@link Authority}. */
final class RecursiveServer implements AutoCloseable {
    private final int port;
    private final ChildProcess process;

    private RecursiveServer(int port, ChildProcess process) {
        this.port = port;
        this.process = process;
    }

    /** PowerDNS Recursor, which validates. */
    static RecursiveServer powerDns(Path folder, Authority dns) {
        int port = Loopback.freePort();
        write(folder.resolve("anchors.lua"), "clearTA('.') addTA('.', \"%s\")\n".formatted(anchor(dns)));
        write(folder.resolve("recursor.conf"), """
                local-address=127.0.0.1
                local-port=%2$d
                socket-dir=%1$s
                daemon=no
                disable-syslog=yes
                setuid=
                setgid=
                dont-query=
                forward-zones=.=127.0.0.1:%3$d
                dnssec=validate
                lua-config-file=%1$s/anchors.lua
                security-poll-suffix=
                export-etc-hosts=no
                threads=1
                """.formatted(
                        folder, port, dns.address().getPort()));
        return start(folder, port, Program.PDNS_RECURSOR, "--config-dir=" + folder);
    }

    /** Knot Resolver, which validates. */
    static RecursiveServer knot(Path folder, Authority dns) {
        int port = Loopback.freePort();
        Path configuration = folder.resolve("kresd.conf");
        write(configuration, """
                net.listen('127.0.0.1', %d, { kind = 'dns' })
                net.ipv6 = false
                trust_anchors.remove('.')
                trust_anchors.add('. IN DS %s')
                policy.add(policy.all(policy.FORWARD('127.0.0.1@%d')))
                cache.size = 10 * MB
                """.formatted(port, anchor(dns), dns.address().getPort()));
        return start(folder, port, Program.KRESD, "-n", "-q", "-c", configuration.toString(), folder.toString());
    }

    /** dnsmasq, which only forwards, as many home routers do. */
    static RecursiveServer dnsmasq(Path folder, InetSocketAddress resolver) {
        int port = Loopback.freePort();
        return start(
                folder,
                port,
                Program.DNSMASQ,
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--port=" + port,
                "--server=127.0.0.1#" + resolver.getPort(),
                "--user=root",
                "--pid-file=",
                "--log-facility=-");
    }

    private static RecursiveServer start(Path folder, int port, Program program, String... arguments) {
        return new RecursiveServer(
                port, ChildProcess.start(folder, () -> Dig.at(Loopback.at(port)).serves("."), program, arguments));
    }

    /** The fields of the DS record of the root. */
    private static String anchor(Authority dns) {
        try {
            return Files.readString(dns.rootAnchor()).strip().replaceFirst("^\\. IN DS ", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return Loopback.at(port);
    }

    /** What it printed so far. */
    String log() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
