package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A PowerDNS server, which signs each reply when it is asked; with NSEC, NSEC3, and NSEC3 that covers one name each. */
final class PowerDns implements Authority {
    private static final List<String> SIGNED = List.of("nsec.test", "nsec3.test", "narrow.test");

    private final Path folder;
    private final int port;
    private final ChildProcess server;

    private PowerDns(Path folder, int port, ChildProcess server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    static PowerDns start(Path folder) {
        int port = Loopback.freePort();
        List<String> children = children();
        List<String> all =
                Stream.concat(children.stream(), Stream.of("test", ".")).toList();
        try {
            Files.createDirectories(folder.resolve("run"));
            Files.writeString(folder.resolve("pdns.conf"), configuration(folder, port));
            Files.writeString(
                    folder.resolve("named.conf"),
                    all.stream()
                            .map(zone ->
                                    "zone \"%s\" { type master; file \"%s\"; };\n".formatted(zone, file(folder, zone)))
                            .collect(Collectors.joining()));
            for (String zone : all) {
                Files.writeString(file(folder, zone), SignedTree.content());
            }
            util(folder, "create-bind-db", folder.resolve("keys.db").toString());
            all.stream()
                    .filter(zone -> !zone.equals(SignedTree.UNSIGNED))
                    .forEach(zone -> util(folder, "secure-zone", zone));
            util(folder, "set-nsec3", "nsec3.test", "1 0 0 -");
            util(folder, "set-nsec3", "narrow.test", "1 0 0 -", "narrow");
            Files.writeString(
                    file(folder, "test"),
                    SignedTree.delegating(children, zone -> zone.equals(SignedTree.UNSIGNED) ? "" : ds(folder, zone)));
            Files.writeString(file(folder, "."), SignedTree.delegating(List.of("test"), zone -> ds(folder, zone)));
            Files.writeString(folder.resolve("root.anchor"), ds(folder, "."));
            all.stream()
                    .filter(zone -> !zone.equals(SignedTree.UNSIGNED))
                    .forEach(zone -> util(folder, "rectify-zone", zone));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChildProcess server = ChildProcess.start(
                folder,
                () -> Dig.at(Loopback.at(port)).ask(".", "DNSKEY").contains("RRSIG"),
                Program.PDNS_SERVER,
                "--config-dir=" + folder);
        return new PowerDns(folder, port, server);
    }

    private static List<String> children() {
        return Stream.concat(SIGNED.stream(), Stream.of(SignedTree.UNSIGNED)).toList();
    }

    private static Path file(Path folder, String zone) {
        return folder.resolve(zone.equals(".") ? "root.zone" : zone + ".zone");
    }

    private static String configuration(Path folder, int port) {
        return """
                launch=bind
                bind-config=%1$s/named.conf
                bind-dnssec-db=%1$s/keys.db
                local-address=127.0.0.1
                local-port=%2$d
                socket-dir=%1$s/run
                daemon=no
                guardian=no
                disable-syslog=yes
                setuid=
                setgid=
                security-poll-suffix=
                """.formatted(folder, port);
    }

    private static String util(Path folder, String... arguments) {
        return Command.run(
                Program.PDNSUTIL,
                Stream.concat(Stream.of("--config-dir=" + folder), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    /** The DS records with SHA-256. Followed by a comment. */
    private static String ds(Path folder, String zone) {
        return util(folder, "export-zone-ds", zone)
                .lines()
                .filter(line -> line.contains(" 13 2 "))
                .map(line -> line.substring(0, line.indexOf(';')).strip() + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public InetSocketAddress address() {
        return Loopback.at(port);
    }

    @Override
    public Path rootAnchor() {
        return folder.resolve("root.anchor");
    }

    @Override
    public List<String> zones() {
        return children();
    }

    @Override
    public String log() {
        return server.output();
    }

    @Override
    public void close() {
        server.close();
    }
}
