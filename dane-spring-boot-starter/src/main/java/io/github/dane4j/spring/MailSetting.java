package io.github.dane4j.spring;

import io.github.dane4j.DaneMode;
import io.github.dane4j.policy.InsecureMx;
import io.github.dane4j.policy.MailPolicies;
import io.github.dane4j.policy.MtaStsMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The settings that are passed on to a mail session, as {@code mail.<protocol>.dane} or below it. */
enum MailSetting {
    MODE("mode", "dane", "opportunistic, mandatory, audit-only or none"),
    KEY_STRENGTH("key-strength", "dane.keystrength", "jvm or recommended"),
    INSECURE_MX("insecure-mx", "dane.insecuremx", "dane, encrypt or may"),
    TLS_REQUIRED_NO("tls-required-no", "dane.tlsrequiredno", "never, opportunistic or always"),
    MTA_STS("mta-sts", "dane.mtasts", "opportunistic or none"),
    MTA_STS_FOLDER("mta-sts-folder", "dane.mtastsfolder", "the name of a folder"),
    POLICY_FILE("policy-file", "dane.policyfile", "the name of a policy file"),
    TENANT("tenant", "dane.tenant", "a name of 1 to 64 letters, digits, dots, hyphens or underscores"),
    MESSAGE_TIMEOUT("message-timeout", "dane.messagetimeout", "a duration of 1 ms to 1 day, such as 30m"),
    DOMAIN_TIMEOUT("domain-timeout", "dane.domaintimeout", "a duration of 1 ms to 1 day, such as 15m"),
    PARALLEL_DOMAINS("parallel-domains", "dane.paralleldomains", "a number, 1 to 100"),
    POOLED_CONNECTIONS("pooled-connections", "dane.pooledconnections", "a number, 0 to 10000"),
    IDLE_TIMEOUT("idle-timeout", "dane.idletimeout", "a duration of 1 ms to 5 minutes, such as 10s"),
    MESSAGES_PER_CONNECTION("messages-per-connection", "dane.messagesperconnection", "a number, 1 to 100000"),
    ALLOW_LOOPBACK("allow-loopback", "dane.allowloopback", "true or false"),
    REFUSE_PRIVATE("refuse-private", "dane.refuseprivate", "true or false");

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MAX_IDLE = Duration.ofMinutes(5);
    private static final int MAX_DOMAINS = 100;
    private static final int MAX_POOLED = 10_000;
    private static final int MAX_MESSAGES = 100_000;

    private final String setting;
    private final String property;
    private final String expected;

    MailSetting(String setting, String property, String expected) {
        this.setting = DaneProperties.PREFIX + setting;
        this.property = property;
        this.expected = expected;
    }

    /** The name in the application's settings. */
    String setting() {
        return setting;
    }

    /** The name in a mail session, after {@code mail.<protocol>.}. */
    String property() {
        return property;
    }

    /** Whether a sender to one host does not use it. */
    boolean onlyByMx() {
        return switch (this) {
            case MODE, KEY_STRENGTH, POLICY_FILE, TENANT, MESSAGE_TIMEOUT -> false;
            case INSECURE_MX,
                    TLS_REQUIRED_NO,
                    MTA_STS,
                    MTA_STS_FOLDER,
                    DOMAIN_TIMEOUT,
                    PARALLEL_DOMAINS,
                    POOLED_CONNECTIONS,
                    IDLE_TIMEOUT,
                    MESSAGES_PER_CONNECTION,
                    ALLOW_LOOPBACK,
                    REFUSE_PRIVATE -> true;
        };
    }

    /** Whether values that differ in case are different. */
    boolean isExact() {
        return this == POLICY_FILE || this == MTA_STS_FOLDER || this == TENANT;
    }

    /**
     * The value as a property of a mail session.
     *
     * @throws DaneSettingException if it is invalid
     */
    String value(String text) {
        return parsed(text.trim()).orElseThrow(() -> SettingText.invalid(setting, expected, text));
    }

    private Optional<String> parsed(String text) {
        return switch (this) {
            case MODE -> word(text, Arrays.stream(DaneMode.values()).map(DaneMode::word));
            case KEY_STRENGTH -> word(text, Stream.of("jvm", "recommended"));
            case INSECURE_MX -> word(text, Arrays.stream(InsecureMx.values()).map(InsecureMx::word));
            case TLS_REQUIRED_NO -> word(text, Stream.of("never", "opportunistic", "always"));
            case MTA_STS -> word(text, Arrays.stream(MtaStsMode.values()).map(MtaStsMode::word));
            case POLICY_FILE, MTA_STS_FOLDER -> SettingText.path(text).map(Object::toString);
            case TENANT -> Optional.of(text).filter(MailPolicies::isTenant);
            case MESSAGE_TIMEOUT, DOMAIN_TIMEOUT ->
                SettingText.duration(text, DAY).map(Duration::toMillis).map(String::valueOf);
            case PARALLEL_DOMAINS -> SettingText.number(text, 1, MAX_DOMAINS).map(String::valueOf);
            case POOLED_CONNECTIONS -> SettingText.number(text, 0, MAX_POOLED).map(String::valueOf);
            case MESSAGES_PER_CONNECTION ->
                SettingText.number(text, 1, MAX_MESSAGES).map(String::valueOf);
            case IDLE_TIMEOUT ->
                SettingText.duration(text, MAX_IDLE).map(Duration::toMillis).map(String::valueOf);
            case ALLOW_LOOPBACK, REFUSE_PRIVATE -> word(text, Stream.of("true", "false"));
        };
    }

    private static Optional<String> word(String text, Stream<String> words) {
        return words.filter(text::equalsIgnoreCase).findFirst();
    }
}
