package io.github.dane4j.mailstacks;

import io.github.dane4j.mail.RecipientOutcome;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;

/** The recipe of docs/mail.md. */
final class MailQueue {
    private static final Duration LEASE = Duration.ofHours(1); // longer than dane.message-timeout
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

    // Call it in your transaction: the mail is queued if, and only if, that commits.
    void enqueue(MimeMessage message) throws MessagingException, IOException {
        if (message.getAllRecipients() == null || message.getAllRecipients().length != 1) {
            throw new IllegalArgumentException("expected a message to one recipient; queue one for each");
        }
        message.saveChanges(); // so that all attempts have one Message-ID
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        message.writeTo(bytes);
        Timestamp now = Timestamp.from(clock.instant());
        db.update(
                "insert into mail_queue (recipient, message, queued_at, due_at) values (?, ?, ?, ?)",
                message.getAllRecipients()[0].toString(),
                bytes.toByteArray(),
                now,
                now);
    }

    // Call it every minute, in any number of processes, and outside of a transaction: the claim must be committed before
    // anything is sent.
    void poll() {
        Instant now = clock.instant();
        // Whoever claimed these has died, perhaps after a server had accepted the message.
        db.update(
                "update mail_queue set state = 'UNCERTAIN', detail = 'the sender died' where state = 'SENDING' and claimed_at < ?",
                Timestamp.from(now.minus(LEASE)));
        for (long id : db.queryForList(
                "select id from mail_queue where state = 'QUEUED' and due_at <= ? order by due_at fetch first 100 rows only",
                Long.class,
                Timestamp.from(now))) {
            if (db.update(
                            "update mail_queue set state = 'SENDING', claimed_at = ?, attempts = attempts + 1"
                                    + " where id = ? and state = 'QUEUED'",
                            Timestamp.from(clock.instant()),
                            id)
                    == 1) {
                send(id);
            }
        }
    }

    private void send(long id) {
        byte[] message = db.queryForObject("select message from mail_queue where id = ?", byte[].class, id);
        try {
            sender.send(sender.createMimeMessage(new ByteArrayInputStream(message)));
            finish(id, "DELIVERED", "2.0.0", "");
        } catch (MailSendException e) {
            Optional<RecipientOutcome> outcome = Stream.of(e.getMessageExceptions())
                    .flatMap(each -> RecipientOutcome.allIn(each).stream())
                    .findFirst();
            if (outcome.isPresent()) {
                store(id, outcome.get());
            } else {
                later(id, Duration.ofMinutes(30), "4.0.0", "5.0.0", String.valueOf(e.getMessage())); // nothing was sent
            }
        } catch (MailException e) {
            later(id, Duration.ofMinutes(30), "4.0.0", "5.0.0", String.valueOf(e.getMessage())); // nothing was sent
        }
    }

    private void store(long id, RecipientOutcome outcome) {
        switch (outcome.kind()) {
            case DELIVERED, FAILED, UNCERTAIN ->
                finish(id, outcome.kind().name(), outcome.statusCode(), outcome.toString());
            case DEFERRED ->
                later(
                        id,
                        outcome.retryAfter().orElseThrow(),
                        outcome.statusCode(),
                        outcome.finalStatusCode(),
                        outcome.toString());
        }
    }

    private void finish(long id, String state, String statusCode, String detail) {
        db.update(
                "update mail_queue set state = ?, status_code = ?, detail = ? where id = ?", state, statusCode, detail, id);
    }

    private void later(long id, Duration pause, String statusCode, String finalStatusCode, String detail) {
        int attempts = db.queryForObject("select attempts from mail_queue where id = ?", Integer.class, id);
        Instant queued = db.queryForObject("select queued_at from mail_queue where id = ?", Timestamp.class, id)
                .toInstant();
        Duration doubled = pause.multipliedBy(1L << Math.min(attempts - 1, 10));
        Instant due = clock.instant().plus(doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE);
        if (due.isAfter(queued.plus(patience))) {
            finish(id, "GIVEN_UP", finalStatusCode, detail);
        } else {
            db.update(
                    "update mail_queue set state = 'QUEUED', due_at = ?, status_code = ?, detail = ? where id = ?",
                    Timestamp.from(due),
                    statusCode,
                    detail,
                    id);
        }
    }
}
