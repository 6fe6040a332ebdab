package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A message that breaks off with a given failure, after so many lines that some of them are under way. */
final class HalfMessage extends MimeMessage {
    private static final String LINE = "Subject: half";
    private static final int LINES = 10_000;

    private final Throwable failure;

    HalfMessage(MimeMessage whole, Throwable failure) throws MessagingException {
        super(whole);
        this.failure = failure;
    }

    /** Whether {@code line} may be a part of it, the last one perhaps cut short. */
    static boolean hasPart(String line) {
        return LINE.startsWith(line);
    }

    @Override
    public void writeTo(OutputStream out, String[] ignored) throws IOException, MessagingException {
        out.write((LINE + "\r\n").repeat(LINES).getBytes(StandardCharsets.US_ASCII));
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof MessagingException messaging) {
            throw messaging;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
