package io.github.dane4j.acceptance.interop;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The zones that each {@link Authority} serves: the root, {@code test}, and below it one zone for each way to prove that
 * something is not there, all with the same content, and one without signatures.
 */
final class SignedTree {
    /** The zone that has no DS records. */
    static final String UNSIGNED = "unsigned.test";

    private static final String HEADER = """
            $TTL 300
            @ SOA ns.invalid. hostmaster.invalid. 1 7200 3600 86400 300
            @ NS ns.invalid.
            """;

    private static final String CONTENT = """
            @ MX 10 mx
            mx A 127.0.0.1
            _25._tcp.mx TLSA 3 1 1 %s
            alias CNAME mx
            away CNAME mx.unsigned.test.
            *.wild A 127.0.0.1
            some.ent TXT text
            """.formatted("00".repeat(32));

    /** Names in a zone and what is asked for there: found, not there, from a wildcard, through an alias. */
    private static final List<String> QUESTIONS = List.of(
            "@ MX",
            "@ TLSA",
            "mx A",
            "mx AAAA",
            "_25._tcp.mx TLSA",
            "_26._tcp.mx TLSA",
            "alias A",
            "alias AAAA",
            "away A",
            "host.wild A",
            "host.wild AAAA",
            "ent A",
            "nowhere A",
            "below.mx A");

    private SignedTree() {}

    /** What can be asked in a zone, as name and type. */
    static Stream<String> questions(String zone) {
        return QUESTIONS.stream().map(question -> {
            String owner = question.substring(0, question.indexOf(' '));
            return (owner.equals("@") ? zone : owner + "." + zone) + question.substring(question.indexOf(' '));
        });
    }

    /** The zone file of a zone below {@code test}. */
    static String content() {
        return HEADER + CONTENT;
    }

    /** The same without SOA and NS records. */
    static String records() {
        return CONTENT;
    }

    /**
     * The zone file of a zone that delegates.
     *
     * @param dsRecords those of a child, as lines of a zone file
     */
    static String delegating(List<String> children, Function<String, String> dsRecords) {
        return HEADER
                + children.stream()
                        .map(child -> child + ". NS ns.invalid.\n" + dsRecords.apply(child))
                        .collect(Collectors.joining());
    }
}
