package io.github.dane4j.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.dns.SrvRecord;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The order of RFC 2782, under a chance that the test holds. */
class ServerSelectionTest {
    private static SrvRecord record(int priority, int weight, String target) {
        return new SrvRecord(priority, weight, 443, target);
    }

    /** Gives these numbers in turn, and checks each against the bound that is asked for. */
    private static RandomGenerator chance(int... numbersAndBounds) {
        Iterator<Integer> given = IntStream.of(numbersAndBounds).iterator();
        return new RandomGenerator() {
            @Override
            public int nextInt(int bound) {
                int number = given.next();
                assertThat(bound).isEqualTo(given.next());
                return number;
            }

            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static List<String> order(RandomGenerator random, SrvRecord... records) {
        return ServerSelection.order(List.of(records), random).stream()
                .map(SrvRecord::target)
                .toList();
    }

    @Test
    void lowestPriorityComesFirstWhateverTheWeight() {
        assertThat(order(
                        chance(0, 1, 0, 65536, 0, 101),
                        record(20, 65535, "second"),
                        record(65535, 100, "third"),
                        record(0, 0, "first")))
                .containsExactly("first", "second", "third");
    }

    @Test
    void firstWhoseRunningSumReachesTheNumberIsTaken() {
        SrvRecord[] records = {record(1, 10, "a"), record(1, 60, "b"), record(1, 30, "c")};
        // Of 0 to 100: up to 10 the first, up to 70 the second.
        assertThat(order(chance(10, 101, 60, 91, 0, 31), records)).containsExactly("a", "b", "c");
        assertThat(order(chance(11, 101, 10, 41, 30, 31), records)).containsExactly("b", "a", "c");
        assertThat(order(chance(71, 101, 11, 71, 10, 11), records)).containsExactly("c", "b", "a");
    }

    @Test
    void weightZeroHasAVerySmallChanceBesideOthers() {
        SrvRecord[] records = {record(1, 10, "heavy"), record(1, 0, "light")};
        assertThat(order(chance(0, 11, 0, 11), records)).containsExactly("light", "heavy");
        assertThat(order(chance(1, 11, 0, 1), records)).containsExactly("heavy", "light");
    }

    @Test
    void largestWeightsOfManyRecordsDoNotOverflow() {
        SrvRecord[] records = IntStream.range(0, 256)
                .mapToObj(i -> record(1, 65535, "host" + i))
                .toArray(SrvRecord[]::new);
        assertThat(ServerSelection.order(List.of(records), RandomGenerator.of("L64X128MixRandom")))
                .containsExactlyInAnyOrder(records);
    }

    @Test
    void nothingToChooseFromGivesNothing() {
        assertThat(Stream.of(ServerSelection.order(List.of(), chance())).flatMap(List::stream))
                .isEmpty();
    }
}
