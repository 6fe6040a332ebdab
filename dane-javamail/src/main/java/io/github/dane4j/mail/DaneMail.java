package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Provider;
import jakarta.mail.Session;
import java.util.Set;

/**
 * Says at start-up whether mail will really go through DANE. Jakarta Mail ignores a class name in {@code mail.smtp.class}
 * that it does not know, and sends without a word through the transport that it has.
 */
public final class DaneMail {
    private static final Set<String> OURS = Set.of(
            ServiceRegistration.SMTP.className(),
            ServiceRegistration.SMTPS.className(),
            ServiceRegistration.MX.className());

    private DaneMail() {}

    /**
     * Checks the protocol {@code smtp}, for an application that sets {@code mail.smtp.class}.
     *
     * @throws MessagingException as {@link #check(Session, String)}
     */
    public static void check(Session session) throws MessagingException {
        check(session, "smtp");
    }

    /**
     * Checks that {@code protocol} is served by a transport or a store of this package, that its {@code dane} properties
     * can be used, and that no service of Angus Mail has a socket factory of {@code DaneSslContext}, which it would replace
     * when DANE refuses a server. Connects to nothing, and asks no DNS server.
     *
     * @param protocol for example {@code smtp}, {@code smtps}, {@code smtp-mx}, {@code imaps}, {@code imaps-dane}
     * @throws MessagingException if not; the text says what to change
     */
    public static void check(Session session, String protocol) throws MessagingException {
        StoreCheck.noFactoryThatAngusReplaces(session);
        Provider provider = session.getProvider(protocol);
        if (StoreCheck.isStore(provider)) {
            StoreCheck.check(protocol, provider);
            session.getStore(protocol);
        } else {
            checkTransport(session, protocol, provider);
        }
        new Planner(ProtocolProperties.of(session, protocol)).checkTrustAnchors();
    }

    private static void checkTransport(Session session, String protocol, Provider provider) throws MessagingException {
        if (provider.getClassName().equals(DaneProviders.UnavailableTransport.class.getName())) {
            throw new MessagingException(AngusRequirement.missing(protocol));
        }
        if (!OURS.contains(provider.getClassName())) {
            throw new MessagingException("protocol " + protocol + " is served by " + provider.getClassName()
                    + ", not by DANE: set mail." + protocol + ".class to " + SMTPTransport.class.getName()
                    + " (is it \"" + session.getProperty("mail." + protocol + ".class") + "\"?)");
        }
        session.getTransport(protocol);
    }
}
