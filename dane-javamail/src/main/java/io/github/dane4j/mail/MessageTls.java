package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.jspecify.annotations.Nullable;

/** What a message itself asks of TLS (RFC 8689). */
enum MessageTls {
    /** Nothing. */
    AS_CONFIGURED,
    /** The parameter REQUIRETLS of MAIL. */
    REQUIRED,
    /** The header field {@code TLS-Required: No}: delivery matters more than TLS. */
    OPTIONAL;

    /** The keyword of the extension, and of its parameter. */
    static final String PARAMETER = "REQUIRETLS";

    private static final String FIELD = "TLS-Required";
    private static final String NO = "No";

    /**
     * What {@code message} asks for. The parameter takes precedence over the field (section 4.1). For a delivery report,
     * which has no sender, the parameter is only a preference (section 5).
     *
     * @param protocol whose property {@code mailextension} applies to messages without one of their own
     */
    static MessageTls of(MimeMessage message, Session session, String protocol) throws MessagingException {
        if (isAskedBy(extension(message, session, protocol))) {
            String sender = Envelope.sender(message, session, "mail." + protocol + ".from");
            return sender.equals(Envelope.NO_SENDER) ? AS_CONFIGURED : REQUIRED;
        }
        String[] fields = message.getHeader(FIELD);
        // Section 3: never more than one.
        return fields != null && fields.length == 1 && fields[0] != null && NO.equalsIgnoreCase(fields[0].trim())
                ? OPTIONAL
                : AS_CONFIGURED;
    }

    /** What Angus adds to MAIL. */
    private static @Nullable String extension(MimeMessage message, Session session, String protocol) {
        String own = message instanceof SMTPMessage smtp ? smtp.getMailExtension() : null;
        return own == null ? session.getProperty("mail." + protocol + ".mailextension") : own;
    }

    private static boolean isAskedBy(@Nullable String parameters) {
        return parameters != null && !parameters.isEmpty() && words(parameters).anyMatch(MessageTls::isParameter);
    }

    /** Whether {@code command}, a MAIL with its parameters, asks for REQUIRETLS. */
    static boolean isAskedByCommand(String command) {
        return isAskedBy(command.substring(SmtpCommand.endOfSender(command)));
    }

    /** The command without that parameter. */
    static String withoutParameter(String command) {
        int end = SmtpCommand.endOfSender(command);
        StringBuilder kept = new StringBuilder(command.substring(0, end));
        words(command.substring(end))
                .filter(word -> !isParameter(word))
                .forEach(word -> kept.append(' ').append(word));
        return kept.toString();
    }

    private static Stream<String> words(String parameters) {
        return Arrays.stream(parameters.split(" ", -1)).filter(word -> !word.isEmpty());
    }

    private static boolean isParameter(String word) {
        return word.equalsIgnoreCase(PARAMETER)
                || word.regionMatches(true, 0, PARAMETER + "=", 0, PARAMETER.length() + 1);
    }
}
