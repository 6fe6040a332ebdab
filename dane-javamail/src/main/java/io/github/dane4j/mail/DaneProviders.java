package io.github.dane4j.mail;

import jakarta.mail.Provider;

/**
 * The registrations by which a Session finds our transports; not for use in code. A class that is not registered cannot
 * be named in {@code mail.smtp.class} either.
 *
 * <p>None of them claims a protocol that Angus serves: a jar on the class path alone changes nothing.
 */
public final class DaneProviders {
    private DaneProviders() {}

    /** {@code smtp-dane}: {@link SMTPTransport}. */
    public static final class Smtp extends Provider {
        /** For the service loader. */
        public Smtp() {
            super(Type.TRANSPORT, "smtp-dane", SMTPTransport.class.getName(), "dane4j", null);
        }
    }

    /** {@code smtps-dane}: {@link SMTPSSLTransport}. */
    public static final class Smtps extends Provider {
        /** For the service loader. */
        public Smtps() {
            super(Type.TRANSPORT, "smtps-dane", SMTPSSLTransport.class.getName(), "dane4j", null);
        }
    }

    /** {@code smtp-mx}: {@link MxTransport}. */
    public static final class Mx extends Provider {
        /** For the service loader. */
        public Mx() {
            super(Type.TRANSPORT, "smtp-mx", MxTransport.class.getName(), "dane4j", null);
        }
    }
}
