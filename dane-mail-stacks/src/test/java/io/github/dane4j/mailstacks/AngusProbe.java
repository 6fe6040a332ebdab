package io.github.dane4j.mailstacks;

import io.github.dane4j.mail.DaneMail;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/** What an application does, run in an {@link IsolatedStack}. Each method tells its outcome in words. */
final class AngusProbe {
    /** The outcome of a success. */
    static final String DONE = "done";

    private AngusProbe() {}

    /** Something that may fail. */
    private interface Work {
        void run() throws Exception;
    }

    private static String outcome(Work work) {
        try {
            work.run();
            return DONE;
        } catch (Exception | LinkageError e) {
            StringBuilder chain = new StringBuilder();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                chain.append(cause).append('\n');
            }
            return chain.toString();
        }
    }

    /** Sends as {@code mail.transport.protocol.rfc822} says. */
    static String send(Properties properties) {
        return outcome(() -> send(Session.getInstance(properties)));
    }

    /** The store is that of {@code mail.store.protocol}. */
    static String read(Properties properties) {
        return outcome(() -> {
            try (Store store = Session.getInstance(properties).getStore()) {
                store.connect("alice", "secret");
            }
        });
    }

    /** The protocol to check is {@code checked}. */
    static String check(Properties properties) {
        return outcome(() -> check(Session.getInstance(properties), properties.getProperty("checked")));
    }

    /** The Session is made as a server does it, which does not know the class loader of the application. */
    static String checkResourceSession(Properties properties) {
        return outcome(() -> check(resource(properties), properties.getProperty("checked")));
    }

    private static Session resource(Properties properties) {
        Thread thread = Thread.currentThread();
        ClassLoader application = thread.getContextClassLoader();
        thread.setContextClassLoader(Session.class.getClassLoader());
        try {
            return Session.getInstance(properties);
        } finally {
            thread.setContextClassLoader(application);
        }
    }

    /** What docs/mail.md tells to do with such a Session. */
    static String sendByOwnSession(Properties properties) {
        return outcome(() -> {
            Session resource = resource(properties);
            Session session = Session.getInstance(resource.getProperties());
            DaneMail.check(session, "smtp");
            send(session);
        });
    }

    private static void send(Session session) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("alice@example.net"));
        message.addRecipient(Message.RecipientType.TO, new InternetAddress("bob@example.org"));
        message.setSubject("secret");
        message.setText("for nobody else");
        Transport.send(message);
    }

    private static void check(Session session, String protocol) throws MessagingException {
        DaneMail.check(session, protocol);
    }
}
