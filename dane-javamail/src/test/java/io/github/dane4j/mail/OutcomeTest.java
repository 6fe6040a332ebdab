package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private final Outcome outcome = new Outcome();

    private static List<InternetAddress> recipients(String... addresses) throws MessagingException {
        return List.of(InternetAddress.parse(String.join(",", addresses)));
    }

    @Test
    void completeOutcomeIsNoException() throws MessagingException {
        outcome.sent(recipients("a@example.org"));

        assertThatCode(outcome::throwUnlessComplete).doesNotThrowAnyException();
    }

    @Test
    void everyFailureIsChainedOrSuppressedAndNamedInTheText() throws MessagingException {
        outcome.unsent(recipients("a@example.org", "b@example.org"));
        MessagingException endsInIo1 = new MessagingException("first", new IOException());
        MessagingException endsInIo2 = new MessagingException("second", new IOException());
        MessagingException chainable = new MessagingException("third", new MessagingException("fourth"));
        outcome.because(endsInIo1);
        outcome.because(endsInIo2);
        outcome.because(chainable);

        SendFailedException failure = catchThrowableOfType(SendFailedException.class, outcome::throwUnlessComplete);

        assertThat(failure).hasMessage("sent to 0 of 2 recipients; first; second; third; fourth");
        assertThat(failure.getNextException()).isSameAs(chainable);
        assertThat(((MessagingException) chainable.getNextException()).getNextException())
                .isSameAs(endsInIo1);
        assertThat(failure.getSuppressed()).containsExactly(endsInIo2);
    }
}
