package io.github.dane4j.mailstacks;

import io.github.dane4j.mail.RecipientOutcome;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;

/** The recipe of docs/mail.md. */
final class MailQueue {
    private static final Duration LEASE = Duration.ofHours(2); // longer than twice dane.message-timeout
    private static final Duration LONGEST_PAUSE = Duration.ofHours(4);

    private final JdbcTemplate db;
    private final JavaMailSender sender;
    private final InstantSource clock;
    private final Duration patience; // 24 hours, or the five days of RFC 5321

    MailQueue(JdbcTemplate db, JavaMailSender sender, InstantSource clock, Duration patience) {
        this.db = db;
        this.sender = sender;
        this.clock = clock;
        this.patience = patience;
    }

    // With its offset, so that processes in different time zones agree.
    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    // Call it in your transaction: the mail is queued if, and only if, that commits.
    void enqueue(MimeMessage message) throws MessagingException, IOException {
        Address[] recipients = message.getAllRecipients();
        if (recipients == null || recipients.length != 1) {
            throw new IllegalArgumentException("expected a message to one recipient; queue one for each");
        }
        message.saveChanges(); // so that all attempts have one Message-ID
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        message.writeTo(bytes);
        OffsetDateTime now = utc(clock.instant());
        db.update(
                "insert into mail_queue (recipient, message, queued_at, due_at) values (?, ?, ?, ?)",
                recipients[0].toString(),
                bytes.toByteArray(),
                now,
                now);
    }

    private record Entry(long id, InputStream message, int attempts, Instant queued) {}

    // Call it every minute, in any number of processes, and outside of a transaction: the claim must be committed
    // before
    // anything is sent.
    void poll() {
        Instant now = clock.instant();
        // Whoever claimed these has died, perhaps after a server had accepted the message.
        db.update(
                "update mail_queue set state = 'UNCERTAIN', detail = 'the sender died'"
                        + " where state = 'SENDING' and claimed_at < ?",
                utc(now.minus(LEASE)));
        List<Entry> due = db.query(
                "select id, message, attempts, queued_at from mail_queue where state = 'QUEUED' and due_at <= ?"
                        + " order by due_at fetch first 20 rows only",
                (row, number) -> new Entry(
                        row.getLong(1),
                        new ByteArrayInputStream(row.getBytes(2)),
                        row.getInt(3),
                        row.getObject(4, OffsetDateTime.class).toInstant()),
                utc(now));
        for (Entry each : due) {
            int claimed = db.update(
                    "update mail_queue set state = 'SENDING', claimed_at = ?, attempts = attempts + 1"
                            + " where id = ? and state = 'QUEUED' and attempts = ?",
                    utc(clock.instant()),
                    each.id(),
                    each.attempts());
            if (claimed == 1) {
                send(each);
            }
        }
    }

    private void send(Entry entry) {
        try {
            sender.send(sender.createMimeMessage(entry.message()));
            finish(entry, "DELIVERED", "2.0.0", "");
        } catch (MailSendException e) {
            Optional<RecipientOutcome> outcome = Stream.of(e.getMessageExceptions())
                    .flatMap(each -> RecipientOutcome.allIn(each).stream())
                    .findFirst();
            if (outcome.isPresent()) {
                store(entry, outcome.get());
            } else {
                later(
                        entry,
                        Duration.ofMinutes(30),
                        "4.0.0",
                        "5.0.0",
                        String.valueOf(e.getMessage())); // nothing was sent
            }
        } catch (MailException e) {
            later(entry, Duration.ofMinutes(30), "4.0.0", "5.0.0", String.valueOf(e.getMessage())); // nothing was sent
        }
    }

    private void store(Entry entry, RecipientOutcome outcome) {
        switch (outcome.kind()) {
            case DELIVERED, FAILED, UNCERTAIN ->
                finish(entry, outcome.kind().name(), outcome.statusCode(), outcome.toString());
            case DEFERRED ->
                later(
                        entry,
                        outcome.retryAfter().orElseThrow(),
                        outcome.statusCode(),
                        outcome.finalStatusCode(),
                        outcome.toString());
        }
    }

    private void later(Entry entry, Duration pause, String statusCode, String finalStatusCode, String detail) {
        Duration doubled = pause.multipliedBy(1L << Math.min(entry.attempts(), 10));
        Instant due = clock.instant().plus(doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE);
        if (due.isAfter(entry.queued().plus(patience))) {
            finish(entry, "GIVEN_UP", finalStatusCode, detail);
        } else {
            update(entry, "QUEUED", due, statusCode, detail);
        }
    }

    private void finish(Entry entry, String state, String statusCode, String detail) {
        update(entry, state, clock.instant(), statusCode, detail);
    }

    private void update(Entry entry, String state, Instant due, String statusCode, String detail) {
        db.update(
                "update mail_queue set state = ?, due_at = ?, status_code = ?, detail = ? where id = ?",
                state,
                utc(due),
                statusCode,
                detail.substring(0, Math.min(detail.length(), 4000)),
                entry.id());
    }
}
