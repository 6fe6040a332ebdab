package io.github.dane4j.cli.scan;

import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.report.Json;
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
import java.util.TreeMap;

/** Counts the lines of an output: by level, by finding, and by mail provider. Bounded, whatever is in them. For one thread. */
public final class ScanSummary implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int MAX_PROVIDERS = 50_000;
    private static final int MAX_CODES = 1000;
    private static final int SHOWN = 20;
    private static final String OTHERS = "(others)";

    /** A TreeMap, since Kryo, which a Spark cluster may use, makes no EnumMap. */
    private final TreeMap<Level, Long> levels = new TreeMap<>();

    private final TreeMap<String, Long> codes = new TreeMap<>();
    private final HashMap<String, Map<Level, Long>> providers = new HashMap<>();

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
        Level level = level(line.level());
        levels.merge(level, 1L, Long::sum);
        line.codes().forEach(code -> add(code, 1L));
        line.provider().ifPresent(provider -> add(provider, level, 1L));
    }

    /** Counts all that {@code other} has counted. */
    public void add(ScanSummary other) {
        other.levels.forEach((level, count) -> levels.merge(level, count, Long::sum));
        other.codes.forEach(this::add);
        other.providers.forEach((provider, counts) -> counts.forEach((level, count) -> add(provider, level, count)));
    }

    private void add(String code, long count) {
        codes.merge(codes.containsKey(code) || codes.size() < MAX_CODES ? code : OTHERS, count, Long::sum);
    }

    private void add(String provider, Level level, long count) {
        providers
                .computeIfAbsent(
                        providers.containsKey(provider) || providers.size() < MAX_PROVIDERS ? provider : OTHERS,
                        any -> new TreeMap<>())
                .merge(level, count, Long::sum);
    }

    private static Level level(String word) throws IOException {
        for (Level each : Level.values()) {
            if (Json.word(each).equals(word)) {
                return each;
            }
        }
        throw new IOException("not a line of dane scan");
    }

    private static long total(Map<Level, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private List<Map.Entry<String, Map<Level, Long>>> largest() {
        return providers.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Map<Level, Long>> each) -> -total(each.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .limit(SHOWN)
                .toList();
    }

    /** For a person. */
    public void print(PrintWriter out) {
        out.println(total(levels) + " domains");
        for (Level level : Level.values()) {
            out.println(row(12, levels.getOrDefault(level, 0L)) + "  " + Json.word(level));
        }
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
            out.println("     domains          ok     failure  provider");
            for (Map.Entry<String, Map<Level, Long>> each : largest()) {
                out.println(row(12, total(each.getValue()))
                        + row(12, each.getValue().getOrDefault(Level.OK, 0L))
                        + row(12, each.getValue().getOrDefault(Level.FAILURE, 0L)) + "  " + each.getKey());
            }
        }
        out.flush();
    }

    private static String row(int width, long number) {
        return String.format(Locale.ROOT, "%" + width + "d", number);
    }

    /** For a machine; docs/json.md describes it. */
    void write(Json json) throws IOException {
        json.field("domains", (int) Math.min(Integer.MAX_VALUE, total(levels)))
                .object("levels", fields -> counts(fields, levels))
                .array(
                        "codes",
                        codes.entrySet(),
                        (array, each) -> array.object(fields -> fields.field("code", each.getKey())
                                .field("domains", each.getValue().intValue())))
                .array(
                        "providers",
                        largest(),
                        (array, each) -> array.object(fields -> fields.field("provider", each.getKey())
                                .field("domains", (int) total(each.getValue()))
                                .object("levels", levelFields -> counts(levelFields, each.getValue()))));
    }

    private static void counts(Json json, Map<Level, Long> counts) throws IOException {
        for (Level level : Level.values()) {
            json.field(Json.word(level), counts.getOrDefault(level, 0L).intValue());
        }
    }
}
