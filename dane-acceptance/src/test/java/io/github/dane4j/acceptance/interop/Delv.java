package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program {@code delv}: BIND's own validator, asked for a second opinion. */
final class Delv {
    private final InetSocketAddress server;
    private final Path anchors;

    /** What a validator can say (RFC 4035 section 4.3). */
    enum Verdict {
        SECURE,
        INSECURE,
        BOGUS
    }

    private Delv(InetSocketAddress server, Path anchors) {
        this.server = server;
        this.anchors = anchors;
    }

    /**
     * Asks the authoritative server itself: behind a resolver that validates, {@code delv} cannot tell a bogus answer from
     * a server that fails.
     */
    static Delv at(Bind bind, Path folder) {
        try (Stream<String> lines = Files.lines(bind.rootAnchor())) {
            String keys = lines.map(line -> line.trim().split("\\s+", 7))
                    // . IN DS tag algorithm digest-type digest
                    .map(field -> ". static-ds %s %s %s \"%s\";"
                            .formatted(field[3], field[4], field[5], field[6].replaceAll("\\s", "")))
                    .collect(Collectors.joining("\n"));
            Path anchors = folder.resolve("delv.anchors");
            Files.writeString(anchors, "trust-anchors {\n" + keys + "\n};\n");
            return new Delv(bind.address(), anchors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code delv} holds of the records, or of their absence. */
    Verdict verdict(String name, String type) {
        String output = Command.attempt(
                        "",
                        Program.DELV,
                        "@" + server.getAddress().getHostAddress(),
                        "-p",
                        Integer.toString(server.getPort()),
                        "-a",
                        anchors.toString(),
                        "+root=.",
                        name,
                        type)
                .output();
        if (output.contains("broken trust chain")) {
            return Verdict.BOGUS;
        }
        if (output.contains("unsigned answer")) {
            return Verdict.INSECURE;
        }
        if (output.contains("fully validated")) {
            return Verdict.SECURE;
        }
        throw new AssertionError("delv says nothing that is known here:\n" + output);
    }
}
