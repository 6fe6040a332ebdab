package io.github.dane4j.spring;

import io.github.dane4j.policy.MailPolicies;
import io.github.dane4j.policy.MailPolicyException;
import io.github.dane4j.policy.MailPolicyTable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings {@code dane.*} of the application. Each is read as text: an empty or invalid setting is an error, and so is
 * an unknown name. {@link StartupCheck} finds unknown names that Spring does not report.
 */
@ConfigurationProperties(prefix = "dane", ignoreUnknownFields = false)
final class DaneProperties {
    static final String PREFIX = "dane.";
    static final String ENABLED = PREFIX + "enabled";
    static final String CHECK_AT_STARTUP = PREFIX + "check-at-startup";
    static final String POLICIES = PREFIX + "policies";

    private final boolean checkAtStartup;
    private final ResolverSettings resolver;
    private final Map<MailSetting, String> mail = new EnumMap<>(MailSetting.class);
    private final Map<String, String> policies;

    /** Called by Spring, with null for each setting that is not set. */
    DaneProperties(
            @Nullable String enabled,
            @Nullable String checkAtStartup,
            @Nullable String mode,
            @Nullable List<String> nameServers,
            @Nullable String trustAnchors,
            @Nullable List<String> negativeTrustAnchors,
            @Nullable String timeout,
            @Nullable String keyStrength,
            @Nullable String insecureMx,
            @Nullable String tlsRequiredNo,
            @Nullable String mtaSts,
            @Nullable String mtaStsFolder,
            @Nullable Map<String, String> policies,
            @Nullable String policyFile,
            @Nullable String tenant,
            @Nullable String messageTimeout,
            @Nullable String domainTimeout,
            @Nullable String parallelDomains,
            @Nullable String pooledConnections,
            @Nullable String idleTimeout,
            @Nullable String messagesPerConnection,
            @Nullable String allowLoopback,
            @Nullable String refusePrivate) {
        // If the starter is off, nothing is read; only a text that means neither on nor off gets here.
        SettingText.flag(ENABLED, enabled, true);
        this.checkAtStartup = SettingText.flag(CHECK_AT_STARTUP, checkAtStartup, true);
        this.resolver = ResolverSettings.of(nameServers, trustAnchors, negativeTrustAnchors, timeout);
        set(MailSetting.MODE, mode);
        set(MailSetting.KEY_STRENGTH, keyStrength);
        set(MailSetting.INSECURE_MX, insecureMx);
        set(MailSetting.TLS_REQUIRED_NO, tlsRequiredNo);
        set(MailSetting.MTA_STS, mtaSts);
        set(MailSetting.MTA_STS_FOLDER, mtaStsFolder);
        set(MailSetting.POLICY_FILE, policyFile);
        set(MailSetting.TENANT, tenant);
        set(MailSetting.MESSAGE_TIMEOUT, messageTimeout);
        set(MailSetting.DOMAIN_TIMEOUT, domainTimeout);
        set(MailSetting.PARALLEL_DOMAINS, parallelDomains);
        set(MailSetting.POOLED_CONNECTIONS, pooledConnections);
        set(MailSetting.IDLE_TIMEOUT, idleTimeout);
        set(MailSetting.MESSAGES_PER_CONNECTION, messagesPerConnection);
        set(MailSetting.ALLOW_LOOPBACK, allowLoopback);
        set(MailSetting.REFUSE_PRIVATE, refusePrivate);
        this.policies = checked(policies);
        checkPolicyFile();
    }

    private void set(MailSetting setting, @Nullable String text) {
        if (text != null) {
            mail.put(setting, setting.value(text));
        }
    }

    private static Map<String, String> checked(@Nullable Map<String, String> policies) {
        if (policies == null) {
            return Map.of();
        }
        if (policies.isEmpty()) {
            throw SettingText.invalid(POLICIES, "destinations with their policies", "");
        }
        try {
            MailPolicies.of(policies);
        } catch (MailPolicyException e) {
            throw new DaneSettingException(POLICIES, POLICIES + " cannot be used: " + e.getMessage());
        }
        return Collections.unmodifiableMap(new TreeMap<>(policies));
    }

    private void checkPolicyFile() {
        Optional<String> file = get(MailSetting.POLICY_FILE);
        if (file.isEmpty()) {
            return;
        }
        String name = MailSetting.POLICY_FILE.setting();
        if (!policies.isEmpty()) {
            throw new DaneSettingException(
                    name,
                    name + " and " + POLICIES
                            + " are both set, but policies for single destinations come from one place: remove one of them");
        }
        try {
            MailPolicyTable.read(Path.of(file.get()));
        } catch (MailPolicyException e) {
            throw new DaneSettingException(name, name + " cannot be used: " + e.getMessage());
        }
    }

    /** The names of all settings, for a message; below {@link #POLICIES} any name is allowed. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>(Set.of(
                ENABLED,
                CHECK_AT_STARTUP,
                POLICIES,
                ResolverSettings.NAME_SERVERS,
                ResolverSettings.TRUST_ANCHORS,
                ResolverSettings.NEGATIVE_TRUST_ANCHORS,
                ResolverSettings.TIMEOUT));
        for (MailSetting each : MailSetting.values()) {
            names.add(each.setting());
        }
        return names;
    }

    boolean checkAtStartup() {
        return checkAtStartup;
    }

    ResolverSettings resolver() {
        return resolver;
    }

    /** The settings, as values of a mail session. */
    Map<MailSetting, String> mail() {
        return Collections.unmodifiableMap(mail);
    }

    Optional<String> get(MailSetting setting) {
        return Optional.ofNullable(mail.get(setting));
    }

    /** The policies by destination. */
    Map<String, String> policies() {
        return policies;
    }
}
