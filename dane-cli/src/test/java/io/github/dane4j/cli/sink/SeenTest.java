package io.github.dane4j.cli.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.ReceivedMail;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeenTest {
    private static Seen mailFrom(String sender) {
        Sightings sightings = new Sightings();
        sightings.add(new ReceivedMail(sender, List.of("a@right.test"), "", Optional.empty()));
        return sightings.seen();
    }

    @Test
    void senderCannotWriteToTheTerminal() {
        assertThat(mailFrom("\u001b[2Jmallory\r@example.org").words())
                .contains("mallory")
                .matches("[ -~]+");
        assertThat(mailFrom("a".repeat(100_000)).words()).hasSizeLessThan(500);
    }

    @Test
    void emptySenderIsShown() {
        assertThat(mailFrom("").words()).isEqualTo("delivered 1, 1 of them in the clear, from <>");
    }

    /** A sink may run for a day, and anybody may send to it. */
    @Test
    void onlyAFewSendersAreKept() {
        Sightings sightings = new Sightings();
        for (int i = 0; i < 1000; i++) {
            sightings.add(new ReceivedMail("a" + i % 100 + "@b.test", List.of("a@right.test"), "", Optional.empty()));
        }

        assertThat(sightings.seen().mails()).isEqualTo(1000);
        assertThat(sightings.seen().inTheClear()).isEqualTo(1000);
        assertThat(sightings.seen().senders())
                .containsExactly("a0@b.test", "a1@b.test", "a2@b.test", "a3@b.test", "a4@b.test");
    }
}
