package io.github.dane4j.cli.scan;

import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.dns.Security;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts the lines of an output: by level, by DNSSEC and DANE, by finding, and by mail provider. Bounded, whatever is in them.
 * For one thread.
 */
public final class ScanSummary implements Serializable {
    private static final long serialVersionUID = 2L;

    private static final int MAX_PROVIDERS = 50_000;
    private static final int MAX_CODES = 1000;
    private static final int SHOWN = 20;
    private static final String OTHERS = "(others)";
    private static final String SECURE = Json.word(Security.SECURE);
    /** Senders make no connection to such a host. */
    private static final String SKIP = "skip";
    /** What DNS asks where there are secure TLSA records, usable or not. */
    private static final Set<String> WITH_RECORDS = Set.of("authenticated", "encrypted");

    /** Domains, counted: how they stand, and what protects them. */
    private static final class Counts implements Serializable {
        private static final long serialVersionUID = 1L;

        /** A TreeMap, since Kryo, which a Spark cluster may use, makes no EnumMap. */
        private final TreeMap<Level, Long> levels = new TreeMap<>();

        private long signed;
        private long dane;
        private long daneInPart;

        void add(Counts other) {
            other.levels.forEach((level, count) -> levels.merge(level, count, Long::sum));
            signed += other.signed;
            dane += other.dane;
            daneInPart += other.daneInPart;
        }

        /** All of them. */
        long domains() {
            return levels.values().stream().mapToLong(Long::longValue).sum();
        }

        long of(Level level) {
            return levels.getOrDefault(level, 0L);
        }

        void write(Json json) throws IOException {
            json.count("signed", signed)
                    .count("dane", dane)
                    .count("daneInPart", daneInPart)
                    .object("levels", fields -> {
                        for (Level level : Level.values()) {
                            fields.count(Json.word(level), of(level));
                        }
                    });
        }
    }

    private final Counts all = new Counts();
    private final TreeMap<String, Long> codes = new TreeMap<>();
    private final HashMap<String, Counts> providers = new HashMap<>();

    /** Of nothing. */
    public ScanSummary() {}

    /** Reads the whole output once. */
    static ScanSummary of(Path output) throws IOException {
        ScanSummary summary = new ScanSummary();
        try (BufferedReader in = Files.newBufferedReader(output, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                summary.add(line);
            }
        }
        return summary;
    }

    /**
     * Counts one more line.
     *
     * @throws IOException if it is not one of these
     */
    public void add(String text) throws IOException {
        Journal.Line line = Journal.parse(text);
        Counts counts = counts(line);
        all.add(counts);
        line.codes().forEach(code -> add(code, 1L));
        line.provider().ifPresent(provider -> add(provider, counts));
    }

    /** Counts all that {@code other} has counted. */
    public void add(ScanSummary other) {
        all.add(other.all);
        other.codes.forEach(this::add);
        other.providers.forEach(this::add);
    }

    private static Counts counts(Journal.Line line) throws IOException {
        Counts counts = new Counts();
        counts.levels.put(level(line.level()), 1L);
        // That a domain does not exist is signed by its parent.
        if (line.mx().filter(SECURE::equals).isEmpty() || line.codes().contains(Code.DOMAIN_MISSING.word())) {
            return counts;
        }
        counts.signed = 1;
        List<String> hosts = line.requirements().stream()
                .filter(requirement -> !requirement.equals(SKIP))
                .toList();
        long protectedHosts = hosts.stream().filter(WITH_RECORDS::contains).count();
        counts.dane = !hosts.isEmpty() && protectedHosts == hosts.size() ? 1 : 0;
        counts.daneInPart = protectedHosts > 0 && protectedHosts < hosts.size() ? 1 : 0;
        return counts;
    }

    private void add(String code, long count) {
        codes.merge(codes.containsKey(code) || codes.size() < MAX_CODES ? code : OTHERS, count, Long::sum);
    }

    private void add(String provider, Counts counts) {
        providers
                .computeIfAbsent(
                        providers.containsKey(provider) || providers.size() < MAX_PROVIDERS ? provider : OTHERS,
                        any -> new Counts())
                .add(counts);
    }

    private static Level level(String word) throws IOException {
        for (Level each : Level.values()) {
            if (Json.word(each).equals(word)) {
                return each;
            }
        }
        throw new IOException("not a line of dane scan");
    }

    private List<Map.Entry<String, Counts>> largest() {
        return providers.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Counts> each) ->
                                -each.getValue().domains())
                        .thenComparing(Map.Entry::getKey))
                .limit(SHOWN)
                .toList();
    }

    /** For a person. */
    public void print(PrintWriter out) {
        out.println(all.domains() + " domains");
        for (Level level : Level.values()) {
            out.println(row(12, all.of(level)) + "  " + Json.word(level));
        }
        out.println();
        out.println("signed, and with TLSA records");
        out.println(row(12, all.signed) + "  signed with DNSSEC");
        out.println(row(12, all.dane) + "  of them with DANE on every MX host");
        out.println(row(12, all.daneInPart) + "  of them with DANE on some MX hosts only");
        if (!codes.isEmpty()) {
            out.println();
            out.println("findings, by domains");
            codes.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue()
                            .reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .forEach(each -> out.println(row(12, each.getValue()) + "  " + each.getKey()));
        }
        if (!providers.isEmpty()) {
            out.println();
            out.println("mail providers, by the preferred MX host; the largest " + Math.min(SHOWN, providers.size())
                    + " of " + providers.size());
            out.println("     domains      signed        DANE          ok     failure  provider");
            for (Map.Entry<String, Counts> each : largest()) {
                Counts counts = each.getValue();
                out.println(row(12, counts.domains())
                        + row(12, counts.signed)
                        + row(12, counts.dane)
                        + row(12, counts.of(Level.OK))
                        + row(12, counts.of(Level.FAILURE)) + "  " + each.getKey());
            }
        }
        out.flush();
    }

    private static String row(int width, long number) {
        return String.format(Locale.ROOT, "%" + width + "d", number);
    }

    /** For a machine; docs/json.md describes it. */
    void write(Json json) throws IOException {
        json.count("domains", all.domains());
        all.write(json);
        json.array(
                        "codes",
                        codes.entrySet(),
                        (array, each) -> array.object(
                                fields -> fields.field("code", each.getKey()).count("domains", each.getValue())))
                .array(
                        "providers",
                        largest(),
                        (array, each) -> array.object(fields -> each.getValue()
                                .write(fields.field("provider", each.getKey())
                                        .count("domains", each.getValue().domains()))));
    }
}
