package io.github.dane4j.cli.tlsrpt;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** The report in a mail (RFC 8460 section 5.3), wherever it is attached. The work is bounded. */
final class AttachedReport {
    /** A mail without a report in it. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        private Missing(String message) {
            super(message);
        }
    }

    private static final int MAX_DEPTH = 4;
    /** A report as large as readers take, in Base64, has half as many. */
    private static final int MAX_LINE_ENDS = 600_000;

    private static final int MAX_BOUNDARIES = 1000;
    private static final int MAX_BYTES = 16 << 20;
    private static final Pattern FIELD = Pattern.compile("(?:From |[A-Za-z][!-9;-~]*[ \\t]*:)[^\\x00]*");
    private static final String TLS_REPORT = "application/tlsrpt+";
    private static final List<String> OTHER_TYPES =
            List.of("application/gzip", "application/x-gzip", "application/json");
    private static final List<String> OTHER_NAMES = List.of(".json", ".json.gz");

    private final Session session = Session.getInstance(new Properties());
    private Optional<Part> likely = Optional.empty();

    private AttachedReport() {}

    /** Whether {@code data} begins as a mail does: with a header field, or the line before it in a mailbox. */
    static boolean isMail(byte[] data) {
        int end = 0;
        while (end < Math.min(data.length, 1000) && data[end] != '\n') {
            end++;
        }
        return FIELD.matcher(new String(data, 0, end, StandardCharsets.ISO_8859_1))
                .matches();
    }

    /**
     * The bytes of the report, still compressed if they are.
     *
     * @throws Missing if the mail has none, or cannot be read
     */
    static byte[] of(byte[] mail) throws Missing {
        int lineEnds = 0;
        int boundaries = 0;
        for (int i = 0; i < mail.length; i++) {
            if (mail[i] == '\n' || mail[i] == '\r') {
                lineEnds++;
                boundaries += i + 2 < mail.length && mail[i + 1] == '-' && mail[i + 2] == '-' ? 1 : 0;
            }
        }
        if (lineEnds > MAX_LINE_ENDS || boundaries > MAX_BOUNDARIES) {
            throw new Missing("the mail has too many lines or parts for a TLS report");
        }
        try {
            AttachedReport search = new AttachedReport();
            Optional<Part> named = search.find(new MimeMessage(search.session, new ByteArrayInputStream(mail)), 0);
            Part report = named.or(() -> search.likely)
                    .orElseThrow(() -> new Missing("the mail has no TLS report attached: expected a part of the type "
                            + TLS_REPORT + "gzip or " + TLS_REPORT + "json"));
            try (InputStream in = report.getInputStream()) {
                return in.readNBytes(MAX_BYTES);
            }
        } catch (MessagingException | IOException e) {
            throw new Missing("the mail cannot be read: " + e.getMessage());
        }
    }

    /** The first part of the type that the RFC names; {@link #likely} is the first that may be a report as well. */
    private Optional<Part> find(Part part, int depth) throws MessagingException, IOException {
        String type = type(part);
        if (type.startsWith(TLS_REPORT)) {
            return Optional.of(part);
        }
        if (depth < MAX_DEPTH && type.startsWith("multipart/")) {
            MimeMultipart parts = new MimeMultipart(part.getDataHandler().getDataSource());
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart each = parts.getBodyPart(i);
                Optional<Part> found = find(each, depth + 1);
                if (found.isPresent()) {
                    return found;
                }
            }
        } else if (depth < MAX_DEPTH && type.equals("message/rfc822")) {
            return find(new MimeMessage(session, part.getInputStream()), depth + 1);
        } else if (likely.isEmpty() && mayBeReport(part, type)) {
            likely = Optional.of(part);
        }
        return Optional.empty();
    }

    private static boolean mayBeReport(Part part, String type) {
        if (OTHER_TYPES.contains(type)) {
            return true;
        }
        try {
            String name = String.valueOf(part.getFileName()).toLowerCase(Locale.ROOT);
            return OTHER_NAMES.stream().anyMatch(name::endsWith);
        } catch (MessagingException e) {
            // A name that cannot be parsed says nothing, and the report may be another part.
            return false;
        }
    }

    private static String type(Part part) throws MessagingException {
        return part.getContentType().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
