package io.github.dane4j.spring;

import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.mail.MxTransport;
import io.github.dane4j.mail.OutcomeListener;
import io.github.dane4j.mail.SMTPSSLTransport;
import io.github.dane4j.mail.SMTPTransport;
import io.github.dane4j.mail.TlsSessionListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Writes the application's settings into the properties of its mail senders. Properties that are already set are the
 * application's own and stay; if one contradicts a setting, that is an error. Thread-safe.
 */
final class SenderSettings {
    private static final String POLICY = "dane.policy";
    private static final String RESOLVER = "dane.resolver";
    private static final String SESSIONS = "dane.sessions";
    private static final String OUTCOMES = "dane.outcomes";

    /** Properties that choose another resolver. */
    private static final List<String> OTHER_RESOLVER =
            List.of(RESOLVER, "dane.nameservers", "dane.trustanchors", "dane.negativetrustanchors", "dane.timeout");

    private final DaneProperties settings;
    private final DnssecResolver resolver;
    private final OutcomeListener outcomes;
    private final Optional<TlsSessionListener> sessions;
    private final List<Written> written = new ArrayList<>();
    private boolean checked;

    SenderSettings(
            DaneProperties settings,
            DnssecResolver resolver,
            OutcomeListener outcomes,
            Optional<TlsSessionListener> sessions) {
        this.settings = settings;
        this.resolver = resolver;
        this.outcomes = outcomes;
        this.sessions = sessions;
    }

    /**
     * The protocol that it sends with: the sender's, otherwise its session's, as in Spring.
     */
    static String protocol(JavaMailSenderImpl sender) {
        String protocol = sender.getProtocol();
        if (protocol == null) {
            protocol = sender.getSession().getProperty("mail.transport.protocol");
        }
        return protocol == null ? JavaMailSenderImpl.DEFAULT_PROTOCOL : protocol;
    }

    /**
     * Has no effect on a sender whose session comes from elsewhere, such as JNDI, since others may use it too. The check at
     * start-up reports that.
     */
    synchronized void apply(JavaMailSenderImpl sender, String bean) {
        String protocol = protocol(sender);
        Target target = new Target(sender.getJavaMailProperties(), "mail." + protocol + ".", bean);
        switch (protocol) {
            case "smtp" -> target.putIfAbsent("class", SMTPTransport.class.getName());
            case "smtps" -> target.putIfAbsent("class", SMTPSSLTransport.class.getName());
            default -> {
                // Our own protocols need nothing; the check refuses any other.
            }
        }
        boolean byMx =
                protocol.equals("smtp-mx") || target.get("class").equals(Optional.of(MxTransport.class.getName()));
        settings.mail().forEach((setting, value) -> {
            if (byMx || !setting.onlyByMx()) {
                target.put(setting, value);
            }
        });
        putPolicies(target, byMx);
        putResolver(target);
        sessions.ifPresent(listener -> target.properties.putIfAbsent(target.prefix + SESSIONS, listener));
        putOutcomes(target);
        if (settings.checkAtStartup() && !checked) {
            written.add(new Written(sender, target, byMx));
        }
    }

    private void putPolicies(Target target, boolean byMx) {
        settings.policies().forEach((destination, policy) -> {
            if (isRelay(destination) != byMx) {
                target.put(DaneProperties.POLICIES, POLICY + "." + destination, policy, false);
            }
        });
    }

    /** Looks after the tenant, if there is one. */
    private static boolean isRelay(String destination) {
        return destination.startsWith("[", destination.indexOf('/') + 1);
    }

    private void putResolver(Target target) {
        Optional<String> other = OTHER_RESOLVER.stream()
                .filter(key -> target.get(key).isPresent())
                .findFirst();
        if (other.isEmpty()) {
            target.properties.put(target.prefix + RESOLVER, resolver);
            return;
        }
        settings.resolver().anySetting().ifPresent(setting -> {
            throw new DaneSettingException(
                    setting,
                    setting + " has no effect for the mail sender \"" + target.bean + "\", which has " + target.prefix
                            + other.get() + ": remove one of them");
        });
    }

    private void putOutcomes(Target target) {
        Object own = target.properties.get(target.prefix + OUTCOMES);
        if (own == null) {
            target.properties.put(target.prefix + OUTCOMES, outcomes);
        } else if (own instanceof OutcomeListener listener) {
            target.properties.put(target.prefix + OUTCOMES, new OutcomeListeners(() -> List.of(listener, outcomes)));
        }
        // Anything else is wrong, and the check reports it.
    }

    /**
     * The name of a setting that has no effect on any sender; empty if there is none. To be called once, when all senders
     * have been created: it creates their sessions.
     */
    synchronized Optional<String> unused() {
        List<Written> read = written.stream().filter(Written::isRead).toList();
        boolean byMx = read.stream().anyMatch(Written::byMx);
        boolean toRelay = !read.stream().allMatch(Written::byMx);
        // The check compares the mode with each session's, wherever the session comes from.
        Stream<String> mail = settings.mail().keySet().stream()
                .filter(setting ->
                        setting == MailSetting.MODE ? written.isEmpty() : setting.onlyByMx() ? !byMx : read.isEmpty())
                .map(MailSetting::setting);
        Stream<String> policies = settings.policies().keySet().stream()
                .filter(destination -> isRelay(destination) ? !toRelay : !byMx)
                .map(destination -> DaneProperties.POLICIES + "[" + destination + "]");
        // An application without senders may want only the resolver.
        Stream<String> lookups = written.isEmpty() || written.stream().anyMatch(each -> each.has(resolver))
                ? Stream.empty()
                : settings.resolver().anySetting().stream();
        return Stream.of(mail, policies, lookups).flatMap(each -> each).findFirst();
    }

    /** The name of a sender that does not read these settings, because its session comes from elsewhere. */
    synchronized Optional<String> withOtherSession() {
        return written.stream()
                .filter(each -> !each.isRead())
                .map(each -> each.target.bean)
                .findFirst();
    }

    /** Stops recording senders: an application may create any number of them. */
    synchronized void forget() {
        checked = true;
        written.clear();
    }

    /** A sender with settings written for it. */
    private record Written(JavaMailSenderImpl sender, Target target, boolean byMx) {
        /** Whether its session uses the properties that they were written into. */
        @SuppressWarnings("ReferenceEquality") // Equal properties elsewhere are not these.
        boolean isRead() {
            return sender.getSession().getProperties() == target.properties;
        }

        boolean has(DnssecResolver resolver) {
            return resolver.equals(sender.getSession().getProperties().get(target.prefix + RESOLVER));
        }
    }

    /** The properties of one protocol of one sender. */
    private record Target(Properties properties, String prefix, String bean) {
        Optional<String> get(String key) {
            Object value = properties.get(prefix + key);
            return Optional.ofNullable(value == null ? properties.getProperty(prefix + key) : value.toString());
        }

        void putIfAbsent(String key, String value) {
            if (get(key).isEmpty()) {
                properties.setProperty(prefix + key, value);
            }
        }

        void put(MailSetting setting, String value) {
            put(setting.setting(), setting.property(), value, setting.isExact());
        }

        void put(String setting, String key, String value, boolean exact) {
            Optional<String> own = get(key).map(String::trim);
            if (own.isPresent() && !(exact ? own.get().equals(value) : own.get().equalsIgnoreCase(value))) {
                throw new DaneSettingException(
                        setting,
                        setting + " is \"" + value + "\", and " + prefix + key + " of the mail sender \"" + bean
                                + "\" is \"" + own.get() + "\": remove one of them");
            }
            putIfAbsent(key, value);
        }
    }
}
