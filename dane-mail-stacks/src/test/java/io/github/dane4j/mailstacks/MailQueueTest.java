package io.github.dane4j.mailstacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.transaction.support.TransactionTemplate;

/** The queue of docs/mail.md, with faults: nothing is lost, and what was accepted is not sent again. */
class MailQueueTest extends MailStackTest {
    private static final Duration FIVE_DAYS = Duration.ofDays(5);

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final DriverManagerDataSource database = new DriverManagerDataSource(url);
    private final JdbcTemplate db = new JdbcTemplate(database);
    private Instant now = Instant.parse("2026-11-27T12:00:00Z");

    @BeforeEach
    void makeTheTable() {
        db.execute(MailDocument.MAIL.blocks("A durable queue", "sql").get(0));
    }

    private JavaMailSenderImpl sender(DnsTree dns, int port) {
        return settings(new JavaMailSenderImpl(), dns, port);
    }

    private JavaMailSenderImpl settings(JavaMailSenderImpl sender, DnsTree dns, int port) {
        Properties properties = to(dns, port, "smtp-mx");
        properties.setProperty("mail.smtp-mx.dane", "mandatory");
        sender.setProtocol("smtp-mx");
        sender.setJavaMailProperties(properties);
        return sender;
    }

    private MailQueue queue(JavaMailSenderImpl sender) {
        return new MailQueue(db, sender, () -> now, FIVE_DAYS);
    }

    private static MimeMessage message(JavaMailSenderImpl sender, String recipient) throws MessagingException {
        MimeMessage message = sender.createMimeMessage();
        message.setFrom("alice@example.net");
        message.setRecipients(MimeMessage.RecipientType.TO, recipient);
        message.setSubject("secret");
        message.setText("for nobody else");
        return message;
    }

    private void enqueue(MailQueue queue, JavaMailSenderImpl sender) throws MessagingException, IOException {
        queue.enqueue(message(sender, "bob@example.org"));
    }

    private Map<String, @Nullable Object> row() {
        return db.queryForMap("select state, status_code, attempts from mail_queue");
    }

    private void assertRow(String state, String statusCode, int attempts) {
        assertThat(row())
                .containsEntry("STATE", state)
                .containsEntry("STATUS_CODE", statusCode)
                .containsEntry("ATTEMPTS", attempts);
    }

    @Test
    void mailIsQueuedIfAndOnlyIfTheTransactionCommits() throws Exception {
        SmtpServer server = network.start(mx());
        JavaMailSenderImpl sender = sender(exampleOrg(server.port(), CERTIFICATE), server.port());
        MailQueue queue = queue(sender);
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        MimeMessage message = message(sender, "bob@example.org");

        for (boolean commits : new boolean[] {false, true}) {
            transaction.executeWithoutResult(status -> {
                try {
                    queue.enqueue(message);
                } catch (MessagingException | IOException e) {
                    throw new IllegalStateException(e);
                }
                if (!commits) {
                    status.setRollbackOnly();
                }
            });
            queue.poll();
            assertThat(server.received()).hasSize(commits ? 1 : 0);
        }
        assertRow("DELIVERED", "2.0.0", 1);
        queue.poll();
        assertThat(server.received()).hasSize(1);
    }

    /** A column without a time zone would be twelve hours off here. */
    @Test
    void processesInDifferentTimeZonesShareTheQueue() throws Exception {
        SmtpServer server = network.start(mx());
        JavaMailSenderImpl sender = sender(exampleOrg(server.port(), CERTIFICATE), server.port());
        JdbcTemplate east = new JdbcTemplate(new DriverManagerDataSource(url + ";TIME ZONE=+09:00"));
        JdbcTemplate west = new JdbcTemplate(new DriverManagerDataSource(url + ";TIME ZONE=-03:00"));

        enqueue(new MailQueue(east, sender, () -> now, FIVE_DAYS), sender);
        new MailQueue(west, sender, () -> now, FIVE_DAYS).poll();

        assertRow("DELIVERED", "2.0.0", 1);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void aMessageToTwoIsNotQueued() throws MessagingException {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        MimeMessage message = message(sender, "bob@example.org, carol@example.org");

        assertThatThrownBy(() -> queue(sender).enqueue(message)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusedDestinationGetsTheMailWhenItMatchesAgain() throws Exception {
        SmtpServer server = network.start(mx());
        JavaMailSenderImpl sender = sender(exampleOrg(server.port(), CERTIFICATE), server.port());
        MailQueue queue = queue(sender);
        enqueue(queue, sender);
        server.certificate(OTHER);

        queue.poll();
        assertRow("QUEUED", "4.7.323", 1);
        now = now.plus(Duration.ofMinutes(29));
        queue.poll();
        assertRow("QUEUED", "4.7.323", 1);
        now = now.plus(Duration.ofMinutes(1));
        queue.poll();
        assertRow("QUEUED", "4.7.323", 2);
        assertThat(server.received()).isEmpty();

        server.certificate(CERTIFICATE);
        now = now.plus(Duration.ofMinutes(59));
        queue.poll();
        assertRow("QUEUED", "4.7.323", 2);
        now = now.plus(Duration.ofMinutes(1));
        queue.poll();
        assertRow("DELIVERED", "2.0.0", 3);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void aTemporaryRefusalIsFollowedBySuccess() throws Exception {
        SmtpServer busy = network.start(mx().replyToRecipient("bob@example.org", "450 4.2.1 later"));
        int port = busy.port();
        JavaMailSenderImpl sender = sender(exampleOrg(port, CERTIFICATE), port);
        MailQueue queue = queue(sender);
        enqueue(queue, sender);

        queue.poll();
        assertRow("QUEUED", "4.2.1", 1);
        busy.close();
        SmtpServer ready = network.start(mx().port(port));
        now = now.plus(Duration.ofMinutes(30));
        queue.poll();

        assertRow("DELIVERED", "2.0.0", 2);
        assertThat(ready.received()).hasSize(1);
    }

    @Test
    void aFinalRefusalIsNotTriedAgain() throws Exception {
        SmtpServer server = network.start(mx().replyToRecipient("bob@example.org", "550 5.1.1 no such user"));
        JavaMailSenderImpl sender = sender(exampleOrg(server.port(), CERTIFICATE), server.port());
        MailQueue queue = queue(sender);
        enqueue(queue, sender);

        queue.poll();
        now = now.plus(FIVE_DAYS);
        queue.poll();

        assertRow("FAILED", "5.1.1", 1);
    }

    @Test
    void afterFiveDaysItIsGivenUpWithAFinalCode() throws Exception {
        SmtpServer server = network.start(mx());
        server.certificate(OTHER);
        JavaMailSenderImpl sender = sender(exampleOrg(server.port(), CERTIFICATE), server.port());
        MailQueue queue = queue(sender);
        enqueue(queue, sender);

        queue.poll();
        assertRow("QUEUED", "4.7.323", 1);
        now = now.plus(FIVE_DAYS);
        queue.poll();
        assertRow("GIVEN_UP", "5.7.323", 2);
        now = now.plus(FIVE_DAYS);
        queue.poll();

        assertRow("GIVEN_UP", "5.7.323", 2);
        assertThat(server.received()).isEmpty();
    }

    /** With the patience of people who wait for it, and with that of RFC 5321 section 4.5.4.1. */
    @ParameterizedTest
    @CsvSource({"24, 9", "120, 33"})
    void itIsTriedWithGrowingPausesAndGivenUpInTime(int hours, int attempts) throws Exception {
        SmtpServer server = network.start(mx());
        server.certificate(OTHER);
        JavaMailSenderImpl sender = sender(exampleOrg(server.port(), CERTIFICATE), server.port());
        MailQueue queue = new MailQueue(db, sender, () -> now, Duration.ofHours(hours));
        enqueue(queue, sender);
        Instant queued = now;
        List<Duration> pauses = new ArrayList<>();

        queue.poll();
        while ("QUEUED".equals(row().get("STATE"))) {
            assertThat(pauses).hasSizeLessThan(attempts);
            Instant due = Objects.requireNonNull(
                            db.queryForObject("select due_at from mail_queue", OffsetDateTime.class))
                    .toInstant();
            pauses.add(Duration.between(now, due));
            now = due.minusSeconds(1);
            queue.poll();
            assertThat(row()).containsEntry("ATTEMPTS", pauses.size());
            now = due;
            queue.poll();
        }

        assertRow("GIVEN_UP", "5.7.323", attempts);
        assertThat(pauses)
                .startsWith(Duration.ofMinutes(30), Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(4))
                .allMatch(pause -> pause.compareTo(Duration.ofHours(4)) <= 0);
        assertThat(Duration.between(queued, now)).isLessThanOrEqualTo(Duration.ofHours(hours));
        assertThat(server.received()).isEmpty();
    }

    /** A server that accepts, and says so in words that nobody understands. */
    @Test
    void mailThatMayHaveBeenAcceptedIsNotSentAgain() throws Exception {
        SmtpServer server = network.start(mx().replyToData("what?"));
        JavaMailSenderImpl sender = sender(exampleOrg(server.port(), CERTIFICATE), server.port());
        MailQueue queue = queue(sender);
        enqueue(queue, sender);

        queue.poll();
        int connections = server.connections();
        now = now.plus(Duration.ofHours(5));
        queue.poll();

        assertThat(row()).containsEntry("STATE", "UNCERTAIN").containsEntry("ATTEMPTS", 1);
        assertThat(server.connections()).isEqualTo(connections);
    }

    /** Dies when the server has accepted the message, before the database knows. */
    private static final class DyingSender extends JavaMailSenderImpl {
        @Override
        protected void doSend(MimeMessage[] messages, Object @Nullable [] originals) {
            super.doSend(messages, originals);
            throw new AssertionError("the process dies");
        }
    }

    @Test
    void aSenderThatDiesBetweenSendingAndTheDatabaseDoesNotSendTwice() throws Exception {
        SmtpServer server = network.start(mx());
        DnsTree dns = exampleOrg(server.port(), CERTIFICATE);
        JavaMailSenderImpl dying = settings(new DyingSender(), dns, server.port());
        MailQueue before = queue(dying);
        enqueue(before, dying);
        assertThatThrownBy(before::poll).hasMessage("the process dies");
        MailQueue after = queue(sender(dns, server.port()));

        after.poll();
        assertThat(row()).containsEntry("STATE", "SENDING");
        now = now.plus(Duration.ofHours(2)).plusSeconds(1);
        after.poll();
        now = now.plus(Duration.ofHours(5));
        after.poll();

        assertThat(row()).containsEntry("STATE", "UNCERTAIN").containsEntry("ATTEMPTS", 1);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void twoPollersSendEachMessageOnce() throws Exception {
        SmtpServer server = network.start(mx());
        JavaMailSenderImpl sender = sender(exampleOrg(server.port(), CERTIFICATE), server.port());
        List<MailQueue> pollers = List.of(queue(sender), queue(sender));
        List<String> recipients = Stream.iterate(0, i -> i + 1)
                .limit(12)
                .map(i -> "bob" + i + "@example.org")
                .toList();
        for (String each : recipients) {
            pollers.get(0).enqueue(message(sender, each));
        }

        CompletableFuture.allOf(pollers.stream()
                        .map(each -> CompletableFuture.runAsync(each::poll))
                        .toArray(CompletableFuture<?>[]::new))
                .join();

        assertThat(server.received().stream().flatMap(mail -> mail.recipients().stream()))
                .containsExactlyInAnyOrderElementsOf(recipients);
        assertThat(db.queryForList("select distinct state from mail_queue", String.class))
                .containsExactly("DELIVERED");
    }
}
