package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutsTest {
    private final Properties properties = new Properties();

    private Timeouts timeouts() throws MessagingException {
        return new Timeouts(new ProtocolProperties(properties, "mail.smtp."));
    }

    private LayeredProperties applied() throws MessagingException {
        return timeouts().applyTo(LayeredProperties.over(properties)).build();
    }

    @Test
    void nothingWaitsWithoutEndByDefault() throws MessagingException {
        assertThat(applied().get("mail.smtp.connectiontimeout")).isEqualTo(30_000);
        assertThat(applied().get("mail.smtp.timeout")).isEqualTo(300_000);
        assertThat(applied().get("mail.smtp.writetimeout")).isEqualTo(180_000);
        assertThat(applied().get("mail.smtp.executor.writetimeout")).isInstanceOf(ScheduledExecutorService.class);
        assertThat(timeouts().replyMillis(EndOfData.COMMAND)).isEqualTo(600_000);
    }

    @Test
    void valuesOfTheApplicationHold() throws MessagingException {
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(0);
        properties.setProperty("mail.smtp.connectiontimeout", "1");
        properties.setProperty("mail.smtp.timeout", "2");
        properties.setProperty("mail.smtp.writetimeout", "3");
        properties.put("mail.smtp.executor.writetimeout", executor);

        assertThat(timeouts().connectMillis()).isEqualTo(1);
        assertThat(timeouts().readMillis()).isEqualTo(2);
        assertThat(timeouts().replyMillis(EndOfData.COMMAND)).isEqualTo(2);
        assertThat(applied().get("mail.smtp.writetimeout")).isEqualTo(3);
        assertThat(applied().get("mail.smtp.executor.writetimeout")).isSameAs(executor);
        executor.shutdown();
    }

    @Test
    void numberBelowZeroIsTheDefaultAndZeroIsWithoutEnd() throws MessagingException {
        properties.put("mail.smtp.timeout", -1);
        assertThat(timeouts().readMillis()).isEqualTo(300_000);
        assertThat(timeouts().replyMillis(EndOfData.COMMAND)).isEqualTo(600_000);

        properties.put("mail.smtp.timeout", 0);
        assertThat(timeouts().readMillis()).isZero();
        assertThat(timeouts().replyMillis(EndOfData.COMMAND)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"connectiontimeout", "timeout", "writetimeout"})
    void valueThatIsNoNumberIsAnErrorAndNotAnEndlessWait(String key) {
        properties.setProperty("mail.smtp." + key, "10s");

        assertThatThrownBy(this::timeouts).hasMessage("mail.smtp." + key + " must be a number, but is \"10s\"");
    }
}
