package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A Knot DNS server that signs by itself: when it loads a zone, or only when it is asked. */
final class Knot implements Authority {
    private static final String NSEC3 = "nsec3.test";
    /** Signed reply by reply, by the module {@code onlinesign}. */
    private static final String ONLINE = "online.test";

    private static final List<String> SIGNED = List.of("nsec.test", NSEC3, ONLINE);

    private final Path folder;
    private final int port;
    private final ChildProcess knotd;

    private Knot(Path folder, int port, ChildProcess knotd) {
        this.folder = folder;
        this.port = port;
        this.knotd = knotd;
    }

    static Knot start(Path folder) {
        return start(folder, "");
    }

    /**
     * Starts one whose zones below {@code test} have more records.
     *
     * @param more lines of a zone file
     */
    static Knot start(Path folder, String more) {
        int port = Loopback.freePort();
        Path configuration = folder.resolve("knot.conf");
        try {
            Files.createDirectories(folder.resolve("run"));
            Files.writeString(configuration, configuration(folder, port));
            for (String zone : SIGNED) {
                generate(configuration, zone);
                Files.writeString(folder.resolve(zone + ".zone"), SignedTree.content() + more);
            }
            Files.writeString(folder.resolve(SignedTree.UNSIGNED + ".zone"), SignedTree.content() + more);
            generate(configuration, "test");
            generate(configuration, ".");
            List<String> children = List.of(SIGNED.get(0), SIGNED.get(1), SIGNED.get(2), SignedTree.UNSIGNED);
            Files.writeString(
                    folder.resolve("test.zone"),
                    SignedTree.delegating(
                            children, zone -> zone.equals(SignedTree.UNSIGNED) ? "" : ds(configuration, zone)));
            Files.writeString(
                    folder.resolve("root.zone"),
                    SignedTree.delegating(List.of("test"), zone -> ds(configuration, zone)));
            Files.writeString(folder.resolve("root.anchor"), ds(configuration, "."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChildProcess knotd = ChildProcess.start(
                folder,
                () -> Dig.at(Loopback.at(port)).ask(".", "DNSKEY").contains("RRSIG"),
                Program.KNOTD,
                "-c",
                configuration.toString());
        return new Knot(folder, port, knotd);
    }

    private static String configuration(Path folder, int port) {
        StringBuilder text = new StringBuilder("""
                server:
                    rundir: "%1$s/run"
                    listen: 127.0.0.1@%2$d
                log:
                  - target: stdout
                    any: info
                database:
                    storage: "%1$s"
                policy:
                  - id: nsec
                    single-type-signing: on
                  - id: nsec3
                    single-type-signing: on
                    nsec3: on
                    nsec3-iterations: 0
                    nsec3-salt-length: 0
                mod-onlinesign:
                  - id: online
                    policy: nsec
                template:
                  - id: default
                    storage: "%1$s"
                    zonefile-sync: -1
                zone:
                """.formatted(folder, port));
        text.append("  - domain: .\n    file: root.zone\n    dnssec-signing: on\n    dnssec-policy: nsec\n");
        text.append(zone("test", "dnssec-signing: on\n    dnssec-policy: nsec"));
        text.append(zone("nsec.test", "dnssec-signing: on\n    dnssec-policy: nsec"));
        text.append(zone(NSEC3, "dnssec-signing: on\n    dnssec-policy: nsec3"));
        text.append(zone(ONLINE, "module: mod-onlinesign/online"));
        text.append(zone(SignedTree.UNSIGNED, "dnssec-signing: off"));
        return text.toString();
    }

    private static String zone(String name, String settings) {
        return "  - domain: %1$s.\n    file: %1$s.zone\n    %2$s\n".formatted(name, settings);
    }

    private static void generate(Path configuration, String zone) {
        Command.run(
                Program.KEYMGR,
                "-c",
                configuration.toString(),
                dotted(zone),
                "generate",
                "algorithm=ECDSAP256SHA256",
                "ksk=yes",
                "zsk=yes");
    }

    /** The DS records with SHA-256. Printed without class. */
    private static String ds(Path configuration, String zone) {
        return Command.run(Program.KEYMGR, "-c", configuration.toString(), dotted(zone), "ds")
                .lines()
                .filter(line -> line.contains(" 13 2 "))
                .map(line -> line.replace(" DS ", " IN DS ") + "\n")
                .collect(Collectors.joining());
    }

    private static String dotted(String zone) {
        return zone.endsWith(".") ? zone : zone + ".";
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
        return List.of(SIGNED.get(0), SIGNED.get(1), SIGNED.get(2), SignedTree.UNSIGNED);
    }

    @Override
    public String log() {
        return knotd.output();
    }

    @Override
    public void close() {
        knotd.close();
    }
}
