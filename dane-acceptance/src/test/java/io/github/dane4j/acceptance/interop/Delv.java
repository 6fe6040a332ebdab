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
        return at(bind.address(), bind.rootAnchor(), folder);
    }

    /** Asks this server, starting from these DS records. */
    static Delv at(InetSocketAddress server, Path rootAnchor, Path folder) {
        try (Stream<String> lines = Files.lines(rootAnchor)) {
            String keys = lines.map(line -> line.trim().split("\\s+", 7))
                    // . IN DS tag algorithm digest-type digest
                    .map(field -> ". static-ds %s %s %s \"%s\";"
                            .formatted(field[3], field[4], field[5], field[6].replaceAll("\\s", "")))
                    .collect(Collectors.joining("\n"));
            Path anchors = folder.resolve("delv.anchors");
            Files.writeString(anchors, "trust-anchors {\n" + keys + "\n};\n");
            return new Delv(server, anchors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code delv} holds of the records, or of their absence. */
    Verdict verdict(String name, String type) {
        String output = ask(name, type);
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

    /** The same and what was found, in the words of the tree of trouble; every failure is one. */
    String outcome(String name, String type) {
        String output = ask(name, type);
        boolean denied = output.contains("resolution failed: ncache nx");
        if (output.contains("resolution failed") && !denied) {
            return "failure";
        }
        // Of a chain that becomes insecure, the part before is called validated.
        String status = output.contains("; unsigned") || output.contains(", unsigned") ? "insecure" : "secure";
        if (denied) {
            return status + (output.contains("ncache nxdomain") ? " nxdomain" : " nodata");
        }
        if (output.contains("fully validated") || status.equals("insecure")) {
            return status + " data";
        }
        throw new AssertionError("delv says nothing that is known here:\n" + output);
    }

    private String ask(String name, String type) {
        return Command.attempt(
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
    }
}
