package io.github.dane4j.spring;

import io.github.dane4j.mail.DaneMail;
import io.github.dane4j.mail.MailRoute;
import jakarta.mail.MessagingException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * Makes an application fail at start-up that would send without DANE, or has settings that nothing reads. Asks no server.
 * Checks only senders that are singletons.
 *
 * @param settings {@code dane.check-at-startup} switches it off
 * @param senders the settings written into the mail senders
 */
record StartupCheck(DaneProperties settings, SenderSettings senders, ListableBeanFactory beans, Environment environment)
        implements SmartInitializingSingleton {
    private static final Pattern PLAIN_DESTINATION =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*+(?:\\.[A-Za-z0-9_][A-Za-z0-9_-]*+)*+");
    private static final String VARIABLES = "DANE_";
    private static final String POLICY_VARIABLES = "DANE_POLICIES";
    private static final Pattern NUMBER = Pattern.compile("_[0-9]+");

    /** The settings that are lists. */
    private static final Set<String> LISTS =
            Set.of("DANE_NAMESERVERS", "DANE_NAME_SERVERS", "DANE_NEGATIVETRUSTANCHORS", "DANE_NEGATIVE_TRUST_ANCHORS");

    /** Variables of the dane command and its deploy hook, which may be on the same machine. */
    private static final Set<String> OF_THE_COMMAND =
            Set.of("DANE_JAR", "DANE_DEPLOY_CONF", "DANE_HOSTS", "DANE_LIVE", "DANE_RELOAD", "DANE_OPTIONS");

    /** Variables that a container gets for a service named "dane" or "dane-…". */
    private static final Pattern OF_KUBERNETES =
            Pattern.compile("DANE_(?:.*_)?(?:SERVICE_HOST|SERVICE_PORT(?:_.*)?|PORT(?:_[0-9]+_.*)?)");

    private static final System.Logger LOG = System.getLogger("io.github.dane4j.spring");

    @Override
    public void afterSingletonsInstantiated() {
        refuseUnknownSystemProperties();
        refuseUnknownEnvironmentVariables();
        refuseDestinationsWithoutBrackets();
        if (!settings.checkAtStartup()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    DaneProperties.CHECK_AT_STARTUP + " is false: whether DANE is in force is not checked");
            return;
        }
        Map<String, JavaMailSender> found = beans.getBeansOfType(JavaMailSender.class, false, true);
        found.forEach(this::check);
        senders.unused().ifPresent(setting -> {
            Optional<String> other = senders.withOtherSession();
            throw new DaneSettingException(
                    setting,
                    setting + " has no effect: "
                            + (found.isEmpty()
                                    ? "there is no JavaMailSender; Spring Boot makes one if spring.mail.host is set"
                                            + " (with smtp-mx to anything)"
                                    : "no JavaMailSender has a protocol that reads it")
                            + other.map(bean ->
                                            "; the mail sender \"" + bean + "\" has a session from elsewhere, such as"
                                                    + " JNDI, with settings of its own: set it there")
                                    .orElse(""));
        });
        senders.forget();
    }

    /** Spring ignores these when it looks for unknown settings. */
    private void refuseUnknownSystemProperties() {
        if (!(environment instanceof ConfigurableEnvironment configurable)) {
            return;
        }
        Set<String> known = DaneProperties.names();
        for (String name : configurable.getSystemProperties().keySet()) {
            String setting = name.toLowerCase(Locale.ROOT);
            if (setting.startsWith(DaneProperties.PREFIX)
                    && known.stream().noneMatch(each -> isOrIsBelow(dashed(setting), dashed(each)))) {
                throw UnknownSettingFailureAnalyzer.unknown(name);
            }
        }
    }

    /** Spring does not look for unknown settings there, since other programs have variables too. */
    private void refuseUnknownEnvironmentVariables() {
        if (!(environment instanceof ConfigurableEnvironment configurable)) {
            return;
        }
        Set<String> known = new HashSet<>();
        for (String setting : DaneProperties.names()) {
            String variable = setting.replace('.', '_').toUpperCase(Locale.ROOT);
            // Spring reads both forms.
            known.add(variable.replace("-", ""));
            known.add(variable.replace('-', '_'));
        }
        for (PropertySource<?> source : configurable.getPropertySources()) {
            if (source instanceof SystemEnvironmentPropertySource variables) {
                for (String name : variables.getPropertyNames()) {
                    String variable = name.toUpperCase(Locale.ROOT);
                    if (variable.startsWith(VARIABLES)
                            && !OF_THE_COMMAND.contains(variable)
                            && !OF_KUBERNETES.matcher(variable).matches()
                            && known.stream().noneMatch(each -> variable.equals(each) || isBelow(variable, each))) {
                        throw UnknownSettingFailureAnalyzer.unknown(name);
                    }
                }
            }
        }
    }

    /** A destination of the policies, or one of a list, such as {@code DANE_NAME_SERVERS_0}. */
    private static boolean isBelow(String variable, String known) {
        return variable.startsWith(known + "_")
                && (known.equals(POLICY_VARIABLES)
                        || (LISTS.contains(known)
                                && NUMBER.matcher(variable.substring(known.length()))
                                        .matches()));
    }

    /** From a key without brackets Spring drops characters that it does not allow, which leaves a different destination. */
    private void refuseDestinationsWithoutBrackets() {
        if (!(environment instanceof ConfigurableEnvironment configurable)) {
            return;
        }
        for (PropertySource<?> source : configurable.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                for (String name : enumerable.getPropertyNames()) {
                    refuseDestinationWithoutBrackets(name);
                }
            }
        }
    }

    private static void refuseDestinationWithoutBrackets(String name) {
        int end = name.indexOf('.', DaneProperties.PREFIX.length());
        if (end < 0 || !dashed(name.substring(0, end).toLowerCase(Locale.ROOT)).equals(DaneProperties.POLICIES)) {
            return;
        }
        String destination = name.substring(end + 1);
        if (!PLAIN_DESTINATION.matcher(destination).matches()) {
            throw new DaneSettingException(
                    name,
                    name
                            + " is not read as it is written: Spring drops characters of it. Write the destination in brackets: "
                            + DaneProperties.POLICIES + "[" + destination + "]");
        }
    }

    /** Spring reads {@code checkAtStartup} and {@code check_at_startup} for {@code check-at-startup}. */
    private static String dashed(String name) {
        return name.replace("-", "").replace("_", "");
    }

    private static boolean isOrIsBelow(String name, String known) {
        return name.equals(known) || name.startsWith(known + ".") || name.startsWith(known + "[");
    }

    private void check(String bean, JavaMailSender sender) {
        if (!(sender instanceof JavaMailSenderImpl impl)) {
            throw new DaneNotInForceException(
                    bean,
                    "it is a " + sender.getClass().getName() + ", and not Spring's JavaMailSenderImpl, which sends by"
                            + " Jakarta Mail",
                    null);
        }
        MailRoute route;
        try {
            route = DaneMail.check(impl.getSession(), SenderSettings.protocol(impl));
        } catch (MessagingException e) {
            throw new DaneNotInForceException(bean, String.valueOf(e.getMessage()), e);
        }
        Optional<String> wanted = Optional.ofNullable(settings.mail().get(MailSetting.MODE));
        if (wanted.isPresent() && !wanted.get().equals(route.mode().word())) {
            throw new DaneNotInForceException(
                    bean,
                    MailSetting.MODE.setting() + " is " + wanted.get() + ", and its mail session has the mode "
                            + route.mode().word() + "; a session that comes from JNDI has its own settings, set"
                            + " mail." + route.protocol() + ".dane there",
                    null);
        }
        switch (route.mode()) {
            case NONE, AUDIT -> LOG.log(System.Logger.Level.WARNING, "mail sender {0}: {1}", bean, route);
            case OPPORTUNISTIC, MANDATORY -> {
                if (!route.appliesDane()) {
                    throw new DaneNotInForceException(
                            bean, route + "; an address has no TLSA records, so set the name of the host", null);
                }
                LOG.log(System.Logger.Level.INFO, "mail sender {0}: {1}", bean, route);
            }
        }
    }
}
