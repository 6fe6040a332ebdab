package io.github.dane4j.verify;

import io.github.dane4j.tlsa.TlsaRecord;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The questions of {@code decisions.txt}, for tests that put them to others too. */
public final class DecisionTable {
    /**
     * A line of the table, with one of the sets of records that it stands for.
     *
     * @param line the name of the line
     * @param policy as in the table
     * @param sent the names of the certificates, the server's own first
     * @param names the reference identifiers
     * @param answer what the verifier says
     */
    public record Question(
            String line,
            String policy,
            List<TlsaRecord> records,
            List<String> sent,
            Instant time,
            List<String> names,
            DaneResult answer) {}

    private DecisionTable() {}

    /** All questions of the table. */
    public static List<Question> questions() {
        return DecisionTableTest.cases().stream()
                .flatMap(DecisionTable::questions)
                .toList();
    }

    /** The questions of a line that is not in the table; the columns are those of the table. */
    public static List<Question> questions(
            String line, String policy, String records, String sent, String time, String names) {
        return questions(new DecisionTableTest.Case(line, policy, records, sent, time, names, ""))
                .toList();
    }

    private static Stream<Question> questions(DecisionTableTest.Case each) {
        return DecisionTableTest.recordSets(each.records()).stream()
                .map(records -> new Question(
                        each.name(),
                        each.policy(),
                        records,
                        each.sent().isEmpty() ? List.of() : List.of(each.sent().split(" ")),
                        DecisionTableTest.time(each.time()),
                        List.of(each.names().split(" ")),
                        DecisionTableTest.verify(each, records, DecisionTableTest.sent(each))));
    }

    /** The bytes of the certificate with this name. */
    public static byte[] octets(String name) {
        return DecisionTableTest.CAST.octets(name);
    }

    /**
     * The private key of the certificate with this name.
     *
     * @throws IllegalArgumentException if there are only bytes of this name
     */
    public static PrivateKey key(String name) {
        return DecisionTableTest.CAST.certificate(name).keyPair().getPrivate();
    }
}
