package io.github.dane4j.mail;

import io.github.dane4j.jsse.DaneSslContext;
import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Provider;
import jakarta.mail.Session;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.SocketFactory;

/** The part of {@link DaneMail} for stores, and for factories of {@link DaneSslContext} that were given to Angus. */
final class StoreCheck {
    private static final Set<String> STORES =
            Set.of(ServiceRegistration.IMAP.className(), ServiceRegistration.POP3.className());

    /** Angus's protocols, and ours to use instead. */
    private static final Map<String, String> INSTEAD = Map.of(
            "imap", "imap-dane",
            "imaps", "imaps-dane",
            "pop3", "pop3-dane",
            "pop3s", "pop3s-dane",
            "smtp", "smtp-dane",
            "smtps", "smtps-dane");

    private StoreCheck() {}

    static boolean isStore(Provider provider) {
        return provider.getType().equals(Provider.Type.STORE);
    }

    /**
     * Checks that a store is ours.
     *
     * @throws MessagingException if not; the text says what to change
     */
    static void check(String protocol, Provider provider) throws MessagingException {
        if (provider.getClassName().equals(DaneProviders.UnavailableStore.class.getName())) {
            throw new MessagingException(AngusRequirement.missing(protocol));
        }
        if (!STORES.contains(provider.getClassName())) {
            throw new MessagingException(
                    "protocol " + protocol + " is served by " + provider.getClassName() + ", not by DANE"
                            + instead(protocol)
                                    .map(ours -> ": use the protocol " + ours)
                                    .orElse(""));
        }
    }

    private static Optional<String> instead(String protocol) {
        return Optional.ofNullable(INSTEAD.get(protocol));
    }

    /**
     * Looks for a factory of {@link DaneSslContext} that was given to a service of Angus. When DANE refuses a server, Angus
     * would treat the factory as broken, connect again with the JVM's default one, and log in.
     *
     * @throws MessagingException if there is one; the text names the property, and the protocol to use
     */
    static void noFactoryThatAngusReplaces(Session session) throws MessagingException {
        for (Map.Entry<String, String> each : INSTEAD.entrySet()) {
            ProtocolProperties properties = ProtocolProperties.of(session, each.getKey());
            for (String key : new String[] {"ssl.socketFactory", "socketFactory"}) {
                if (isDane(properties.value(key)) && isServedByAngus(session, each.getKey())) {
                    throw new MessagingException(
                            properties.name(key) + " is a factory of DaneSslContext, which Angus Mail"
                                    + " replaces with the JVM's default one when DANE refuses a server: remove it, and use the"
                                    + " protocol " + each.getValue());
                }
            }
        }
    }

    private static boolean isDane(Optional<Object> factory) {
        return factory.filter(SocketFactory.class::isInstance)
                .filter(each -> each.getClass().getPackageName().equals(DaneSslContext.class.getPackageName()))
                .isPresent();
    }

    private static boolean isServedByAngus(Session session, String protocol) {
        try {
            return ServiceRegistration.ofClass(session.getProvider(protocol).getClassName())
                    .isEmpty();
        } catch (NoSuchProviderException e) {
            return false;
        }
    }
}
