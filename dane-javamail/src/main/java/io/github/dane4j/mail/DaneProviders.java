package io.github.dane4j.mail;

import jakarta.mail.Address;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Provider;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The registrations by which a Session finds our transports and stores; not for use in code. A class that is not
 * registered cannot be named in {@code mail.smtp.class} either.
 *
 * <p>None of them claims a protocol that Angus Mail serves: a jar on the class path alone changes nothing. Every Session
 * of the JVM reads them, so they load without Angus Mail too. A protocol whose class cannot be linked is then served by
 * {@link UnavailableTransport} or {@link UnavailableStore}.
 */
public final class DaneProviders {
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private DaneProviders() {}

    private static String className(ServiceRegistration registration) {
        if (registration.isLoadable()) {
            return registration.className();
        }
        if (WARNED.compareAndSet(false, true)) {
            // Naming one of our classes in mail.<protocol>.class would end in a NoClassDefFoundError, which says less.
            Logger log = System.getLogger("io.github.dane4j.mail");
            log.log(Level.WARNING, AngusRequirement.missing(registration.protocol()));
        }
        return registration.type().equals(Provider.Type.STORE)
                ? UnavailableStore.class.getName()
                : UnavailableTransport.class.getName();
    }

    /** A registration. */
    abstract static class Registered extends Provider {
        Registered(ServiceRegistration registration) {
            super(
                    registration.type(),
                    registration.protocol(),
                    className(registration),
                    ServiceRegistration.VENDOR,
                    null);
        }
    }

    /** {@code smtp-dane}: {@link SMTPTransport}. */
    public static final class Smtp extends Registered {
        /** For the service loader. */
        public Smtp() {
            super(ServiceRegistration.SMTP);
        }
    }

    /** {@code smtps-dane}: {@link SMTPSSLTransport}. */
    public static final class Smtps extends Registered {
        /** For the service loader. */
        public Smtps() {
            super(ServiceRegistration.SMTPS);
        }
    }

    /** {@code smtp-mx}: {@link MxTransport}. */
    public static final class Mx extends Registered {
        /** For the service loader. */
        public Mx() {
            super(ServiceRegistration.MX);
        }
    }

    /** {@code imap-dane}: {@link DaneImapStore}. */
    public static final class Imap extends Registered {
        /** For the service loader. */
        public Imap() {
            super(ServiceRegistration.IMAP);
        }
    }

    /** {@code imaps-dane}: {@link DaneImapStore}. */
    public static final class Imaps extends Registered {
        /** For the service loader. */
        public Imaps() {
            super(ServiceRegistration.IMAPS);
        }
    }

    /** {@code pop3-dane}: {@link DanePop3Store}. */
    public static final class Pop3 extends Registered {
        /** For the service loader. */
        public Pop3() {
            super(ServiceRegistration.POP3);
        }
    }

    /** {@code pop3s-dane}: {@link DanePop3Store}. */
    public static final class Pop3s extends Registered {
        /** For the service loader. */
        public Pop3s() {
            super(ServiceRegistration.POP3S);
        }
    }

    /** Stands for a transport that cannot be linked, and says what is missing when it is connected. */
    public static final class UnavailableTransport extends Transport {
        private final String protocol;

        /** For {@code Session}, which makes the transport. */
        public UnavailableTransport(Session session, URLName url) {
            super(session, url);
            this.protocol = url.getProtocol();
        }

        /**
         * Never connects.
         *
         * @throws MessagingException always; the text names the version of Angus Mail that is needed
         */
        @Override
        protected boolean protocolConnect(
                @Nullable String host, int port, @Nullable String user, @Nullable String password)
                throws MessagingException {
            throw new MessagingException(AngusRequirement.missing(protocol));
        }

        @Override
        public void sendMessage(Message message, Address[] addresses) throws MessagingException {
            throw new MessagingException(AngusRequirement.missing(protocol));
        }
    }

    /** Stands for a store that cannot be linked, and says what is missing when it is connected. */
    public static final class UnavailableStore extends Store {
        private final String protocol;

        /** For {@code Session}, which makes the store. */
        public UnavailableStore(Session session, URLName url) {
            super(session, url);
            this.protocol = url.getProtocol();
        }

        /**
         * Never connects.
         *
         * @throws MessagingException always; the text names the version of Angus Mail that is needed
         */
        @Override
        protected boolean protocolConnect(
                @Nullable String host, int port, @Nullable String user, @Nullable String password)
                throws MessagingException {
            throw new MessagingException(AngusRequirement.missing(protocol));
        }

        @Override
        public Folder getDefaultFolder() throws MessagingException {
            throw new MessagingException(AngusRequirement.missing(protocol));
        }

        @Override
        public Folder getFolder(String name) throws MessagingException {
            throw new MessagingException(AngusRequirement.missing(protocol));
        }

        @Override
        public Folder getFolder(URLName url) throws MessagingException {
            throw new MessagingException(AngusRequirement.missing(protocol));
        }
    }
}
