package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A BIND name server with a DNS of its own: every zone from the root down, signed by its own tools. */
final class Bind implements AutoCloseable {
    /** The name of the key for updates. */
    static final String UPDATE_KEY = "update";

    private final List<Zone> zones;
    private final int port;
    private final Path rootAnchor;
    private final ChildProcess named;

    private Bind(List<Zone> zones, int port, Path rootAnchor, ChildProcess named) {
        this.zones = zones;
        this.port = port;
        this.rootAnchor = rootAnchor;
        this.named = named;
    }

    /** Signs the zones in {@code folder}, which is empty, and serves them. */
    static Bind start(Path folder, List<Zone> zones) {
        return start(folder, zones, "", "");
    }

    /** The same, with one zone that takes updates signed with {@code key}, a statement of named.conf, and signs them itself. */
    static Bind startUpdatable(Path folder, List<Zone> zones, String updatable, String key) {
        return start(folder, zones, updatable, key);
    }

    private static Bind start(Path folder, List<Zone> zones, String updatable, String key) {
        ZoneSigner signer = new ZoneSigner(folder);
        Map<Zone, Path> files = signer.sign(zones);
        int port = Loopback.freePort();
        Path configuration = folder.resolve("named.conf");
        try {
            Files.writeString(configuration, key + configuration(folder, port, files, updatable));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChildProcess named = ChildProcess.start(
                folder,
                () -> Dig.at(Loopback.at(port)).serves(zones.get(0).fullName()),
                Program.NAMED,
                "-g",
                "-n",
                "1",
                "-c",
                configuration.toString());
        return new Bind(zones, port, signer.rootAnchor(), named);
    }

    private static String configuration(Path folder, int port, Map<Zone, Path> files, String updatable) {
        StringBuilder text = new StringBuilder("""
            options {
                directory "%s";
                listen-on port %d { 127.0.0.1; };
                listen-on-v6 { none; };
                recursion no;
                # A resolver would follow NS records to port 53.
                minimal-responses yes;
                dnssec-validation no;
                empty-zones-enable no;
                notify no;
                pid-file none;
                lock-file none;
                session-keyfile none;
            };
            controls { };
            """.formatted(folder, port));
        files.forEach((zone, file) -> text.append("zone \"%s\" { type primary; file \"%s\"; %s};\n"
                .formatted(
                        zone.fullName(),
                        file,
                        zone.origin().equals(updatable)
                                ? "allow-update { key \"" + UPDATE_KEY + "\"; }; key-directory \"" + folder + "\"; "
                                : "")));
        return text.toString();
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return Loopback.at(port);
    }

    /** What it serves. */
    List<Zone> zones() {
        return zones;
    }

    /** A file with the DS records of its root. */
    Path rootAnchor() {
        return rootAnchor;
    }

    /** What it printed so far. */
    String log() {
        return named.output();
    }

    @Override
    public void close() {
        named.close();
    }
}
