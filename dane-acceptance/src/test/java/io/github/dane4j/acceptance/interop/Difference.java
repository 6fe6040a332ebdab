package io.github.dane4j.acceptance.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Two verdicts that are not the same. */
record Difference(String openSsl, String ours) {
    private static final String FILE = "openssl-disagreements.txt";

    private static final Pattern OPEN = Pattern.compile("(\\d+) (\\d|\\*) (\\d|[*+])");

    /** Those of the file, by question. */
    static Map<String, Difference> listed() {
        Map<String, Difference> listed = new TreeMap<>();
        text().lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            List<String> fields =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            if (fields.size() != 6 || fields.contains("")) {
                throw new AssertionError("six fields, please: " + line);
            }
            for (int selector = 0; selector < 2; selector++) {
                for (int type = 0; type < 3; type++) {
                    List<String> filled = filled(fields, selector, type);
                    String question = filled.get(0) + " | " + filled.get(1);
                    Difference difference = new Difference(filled.get(2), filled.get(3));
                    if (!difference.equals(listed.getOrDefault(question, difference))) {
                        throw new AssertionError("listed twice: " + question);
                    }
                    listed.put(question, difference);
                }
            }
        });
        return listed;
    }

    /** With numbers for the asterisks, or the plus sign that stands for the digests. */
    private static List<String> filled(List<String> fields, int selector, int type) {
        Matcher open = OPEN.matcher(fields.get(1));
        if (!open.matches()) {
            return fields;
        }
        String filled = open.group(1) + " "
                + open.group(2).replace("*", String.valueOf(selector)) + " "
                + open.group(3).replace("*", String.valueOf(type)).replace("+", String.valueOf(Math.max(type, 1)));
        return fields.stream()
                .map(field -> field.replace(fields.get(1), filled))
                .toList();
    }

    private static String text() {
        try (InputStream in = Difference.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new AssertionError("there is no " + FILE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "openssl: " + openSsl + ", we: " + ours;
    }
}
