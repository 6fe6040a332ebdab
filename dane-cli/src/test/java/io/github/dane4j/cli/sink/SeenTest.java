package io.github.dane4j.cli.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.testkit.ReceivedMail;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeenTest {
    private static Seen mailFrom(String sender) {
        return new Seen(true, List.of(new ReceivedMail(sender, List.of("a@right.test"), "", Optional.empty())));
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
}
