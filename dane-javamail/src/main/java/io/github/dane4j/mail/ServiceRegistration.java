package io.github.dane4j.mail;

import jakarta.mail.Provider;
import java.util.Optional;

/**
 * The protocols of this package and the classes that serve them, by name: naming a class must not load it, because every
 * Session of the JVM reads the registrations, and Angus Mail may be missing or too old.
 */
enum ServiceRegistration {
    SMTP("smtp-dane", "SMTPTransport", ServiceKind.FIXED_HOST),
    SMTPS("smtps-dane", "SMTPSSLTransport", ServiceKind.FIXED_HOST),
    /** Its class is not one of Angus's; the connections that it makes are. */
    MX("smtp-mx", "MxTransport", ServiceKind.BY_MX, "HostTransport"),
    IMAP("imap-dane", "DaneImapStore", ServiceKind.STORE),
    IMAPS("imaps-dane", "DaneImapStore", ServiceKind.STORE),
    POP3("pop3-dane", "DanePop3Store", ServiceKind.STORE),
    POP3S("pop3s-dane", "DanePop3Store", ServiceKind.STORE);

    static final String VENDOR = "dane4j";

    private static final String PACKAGE = "io.github.dane4j.mail.";

    private final String protocol;
    private final String className;
    private final ServiceKind kind;
    private final String angusSubclass;

    ServiceRegistration(String protocol, String simpleName, ServiceKind kind) {
        this(protocol, simpleName, kind, simpleName);
    }

    ServiceRegistration(String protocol, String simpleName, ServiceKind kind, String angusSubclass) {
        this.protocol = protocol;
        this.className = PACKAGE + simpleName;
        this.kind = kind;
        this.angusSubclass = PACKAGE + angusSubclass;
    }

    String protocol() {
        return protocol;
    }

    ServiceKind kind() {
        return kind;
    }

    Provider.Type type() {
        return kind == ServiceKind.STORE ? Provider.Type.STORE : Provider.Type.TRANSPORT;
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
