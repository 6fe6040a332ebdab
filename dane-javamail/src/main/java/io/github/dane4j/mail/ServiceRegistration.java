package io.github.dane4j.mail;

import jakarta.mail.Provider;
import java.util.Optional;

/**
 * The protocols of this package and the classes that serve them, by name: to name a class must not load it, because
 * every Session of the JVM reads the registrations, and Angus Mail may be missing or too old.
 */
enum ServiceRegistration {
    SMTP("smtp-dane", "SMTPTransport", Provider.Type.TRANSPORT),
    SMTPS("smtps-dane", "SMTPSSLTransport", Provider.Type.TRANSPORT),
    /** Its class is not one of Angus's; the connections that it makes are. */
    MX("smtp-mx", "MxTransport", Provider.Type.TRANSPORT, "HostTransport"),
    IMAP("imap-dane", "DaneImapStore", Provider.Type.STORE),
    IMAPS("imaps-dane", "DaneImapStore", Provider.Type.STORE),
    POP3("pop3-dane", "DanePop3Store", Provider.Type.STORE),
    POP3S("pop3s-dane", "DanePop3Store", Provider.Type.STORE);

    static final String VENDOR = "dane4j";

    private static final String PACKAGE = "io.github.dane4j.mail.";

    private final String protocol;
    private final String className;
    /** One of two constants. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Provider.Type type;

    private final String angusSubclass;

    ServiceRegistration(String protocol, String simpleName, Provider.Type type) {
        this(protocol, simpleName, type, simpleName);
    }

    ServiceRegistration(String protocol, String simpleName, Provider.Type type, String angusSubclass) {
        this.protocol = protocol;
        this.className = PACKAGE + simpleName;
        this.type = type;
        this.angusSubclass = PACKAGE + angusSubclass;
    }

    String protocol() {
        return protocol;
    }

    Provider.Type type() {
        return type;
    }

    /** The class that serves the protocol, loadable or not. */
    String className() {
        return className;
    }

    /** The registration of a class; empty if the class is not ours. */
    static Optional<ServiceRegistration> ofClass(String className) {
        for (ServiceRegistration each : values()) {
            if (each.className.equals(className)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Whether Angus Mail is there in a version that the class can work with. */
    boolean isLoadable() {
        try {
            Class.forName(angusSubclass, false, ServiceRegistration.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
