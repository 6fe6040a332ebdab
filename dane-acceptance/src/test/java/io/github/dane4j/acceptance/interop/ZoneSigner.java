package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes zone files and signs them with the tools of BIND. */
final class ZoneSigner {
    private static final String HEADER = """
            $TTL 300
            @ SOA ns hostmaster 1 3600 600 86400 60
            @ NS ns
            ns A 127.0.0.1
            """;

    private final Path folder;

    ZoneSigner(Path folder) {
        this.folder = folder;
    }

    /** The file that a server loads for each zone. The zones delegate to each other as their names say. */
    Map<Zone, Path> sign(List<Zone> zones) {
        Map<Zone, Path> files = new HashMap<>();
        Map<Zone, String> delegations = new HashMap<>();
        // Children first: a parent signs the DS records of its children.
        zones.stream().sorted(Comparator.comparingInt(Zone::depth).reversed()).forEach(zone -> {
            StringBuilder text = new StringBuilder(HEADER);
            zone.records().forEach(line -> text.append(line).append('\n'));
            zones.stream()
                    .filter(child -> parent(child, zones).equals(List.of(zone)))
                    .forEach(child -> text.append(delegations.get(child)));
            files.put(zone, sign(zone, text.toString()));
            delegations.put(zone, delegation(zone));
        });
        return files;
    }

    /** The keys of the root, as DS records: the file that validators take as trust anchor. */
    Path rootAnchor() {
        return folder.resolve("dsset-.");
    }

    private static List<Zone> parent(Zone child, List<Zone> zones) {
        return zones.stream()
                .filter(child::isBelow)
                .max(Comparator.comparingInt(Zone::depth))
                .map(List::of)
                .orElse(List.of());
    }

    private Path sign(Zone zone, String text) {
        Path plain = folder.resolve(zone.fileName() + ".zone");
        try {
            Files.writeString(plain, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (zone.signatures() == Zone.Signatures.NONE) {
            return plain;
        }
        String algorithm = zone.algorithm().name();
        Command.run(
                Program.DNSSEC_KEYGEN, "-q", "-K", folder.toString(), "-a", algorithm, "-f", "KSK", zone.fullName());
        Command.run(Program.DNSSEC_KEYGEN, "-q", "-K", folder.toString(), "-a", algorithm, zone.fullName());
        Path signed = folder.resolve(zone.fileName() + ".signed");
        List<String> arguments = new ArrayList<>(List.of("-q", "-S", "-K", folder.toString(), "-d", folder.toString()));
        arguments.addAll(List.of("-o", zone.fullName(), "-f", signed.toString()));
        arguments.addAll(denial(zone.denial()));
        if (zone.signatures() == Zone.Signatures.EXPIRED) {
            // -P: the signer would refuse its own work, which is already out of date.
            arguments.addAll(List.of("-P", "-s", "20200101000000", "-e", "20200201000000"));
        }
        arguments.add(plain.toString());
        Command.run(Program.DNSSEC_SIGNZONE, arguments.toArray(String[]::new));
        if (zone.signatures() == Zone.Signatures.ALTERED) {
            alter(signed, zone);
        }
        return signed;
    }

    private static void alter(Path signed, Zone zone) {
        Pattern address = Pattern.compile(
                "^(?<owner>mx\\.%s\\s+\\d+\\s+IN\\s+A\\s+)127\\.0\\.0\\.1$".formatted(Pattern.quote(zone.fullName())),
                Pattern.MULTILINE);
        try {
            String text = Files.readString(signed);
            String altered = address.matcher(text).replaceFirst("${owner}127.0.0.2");
            if (altered.equals(text)) {
                throw new AssertionError("no address of mx in " + text);
            }
            Files.writeString(signed, altered);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> denial(Zone.Denial denial) {
        return switch (denial) {
            case NSEC -> List.of();
            case NSEC3 -> List.of("-3", "-", "-H", "0");
            case NSEC3_SALTED -> List.of("-3", "5a17", "-H", "10");
            case NSEC3_OPT_OUT -> List.of("-3", "-", "-H", "0", "-A");
        };
    }

    /** What a parent says of the zone: where it is served, and its DS records unless it is unsigned. */
    private String delegation(Zone zone) {
        String address = zone.fullName() + " NS ns." + zone.fullName() + "\nns." + zone.fullName() + " A 127.0.0.1\n";
        if (zone.signatures() == Zone.Signatures.NONE) {
            return address;
        }
        try (Stream<String> lines = Files.lines(folder.resolve("dsset-" + zone.fullName()))) {
            return address + String.join("\n", lines.toList()) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
