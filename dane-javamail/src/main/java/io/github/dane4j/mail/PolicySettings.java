package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.policy.MailPolicies;
import io.github.dane4j.policy.MailPolicy;
import io.github.dane4j.policy.MailPolicyException;
import io.github.dane4j.policy.MailPolicyTable;
import jakarta.mail.MessagingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The policies for single destinations, which come from one place: a file, properties, or the application.
 *
 * @param policies empty if there are none
 * @param place where they are, for a message; empty if there are none
 * @param file the file that they come from, if they do
 * @param tenant on whose behalf mail is sent
 */
record PolicySettings(
        Optional<MailPolicies> policies, Optional<String> place, Optional<Path> file, Optional<String> tenant) {
    static final PolicySettings NONE =
            new PolicySettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    static PolicySettings of(ProtocolProperties properties, ServiceKind kind) throws MessagingException {
        Map<String, String> entries = entries(properties, kind);
        Optional<Path> file = file(properties);
        Optional<MailPolicies> own = own(properties);
        List<String> places = new ArrayList<>();
        own.ifPresent(unused -> places.add(properties.name(DaneProperty.POLICY.key())));
        file.ifPresent(unused -> places.add(properties.name(DaneProperty.POLICY_FILE.key())));
        entries.keySet().stream().findFirst().ifPresent(first -> places.add(entryName(properties, first)));
        if (places.size() > 1) {
            throw new MessagingException(places.get(0) + " and " + places.get(1)
                    + " are both set, but policies for single destinations come from one place: remove one of them");
        }
        Optional<String> tenant = tenant(properties);
        if (places.isEmpty()) {
            if (tenant.isPresent()) {
                throw new MessagingException(properties.name(DaneProperty.TENANT.key())
                        + " has no effect without policies for single destinations: set "
                        + properties.name(DaneProperty.POLICY_FILE.key()) + ", or remove it");
            }
            return NONE;
        }
        return new PolicySettings(
                Optional.of(policies(properties, own, file, entries)), Optional.of(places.get(0)), file, tenant);
    }

    private static Optional<MailPolicies> own(ProtocolProperties properties) throws MessagingException {
        Optional<Object> value = properties.value(DaneProperty.POLICY.key());
        if (value.isPresent() && !(value.get() instanceof MailPolicies)) {
            throw properties.invalid(DaneProperty.POLICY.key(), DaneProperty.POLICY.expected());
        }
        return value.map(MailPolicies.class::cast);
    }

    private static Optional<Path> file(ProtocolProperties properties) throws MessagingException {
        try {
            return properties
                    .setting(DaneProperty.POLICY_FILE.key(), DaneProperty.POLICY_FILE.expected())
                    .map(Path::of);
        } catch (InvalidPathException e) {
            throw properties.invalid(DaneProperty.POLICY_FILE.key(), DaneProperty.POLICY_FILE.expected());
        }
    }

    private static Optional<String> tenant(ProtocolProperties properties) throws MessagingException {
        Optional<String> tenant = properties.setting(DaneProperty.TENANT.key(), DaneProperty.TENANT.expected());
        if (tenant.isPresent() && !MailPolicies.isTenant(tenant.get())) {
            throw properties.invalid(DaneProperty.TENANT.key(), DaneProperty.TENANT.expected());
        }
        return tenant;
    }

    /** The properties {@code dane.policy.<destination>}, by destination. */
    private static Map<String, String> entries(ProtocolProperties properties, ServiceKind kind)
            throws MessagingException {
        Map<String, String> entries = new TreeMap<>();
        String start = entryName(properties, "");
        for (String name : DaneProperty.names(properties)) {
            if (!name.startsWith(start)) {
                continue;
            }
            String destination = name.substring(start.length());
            boolean relay = destination.substring(destination.indexOf('/') + 1).startsWith("[");
            if (relay != (kind == ServiceKind.FIXED_HOST)) {
                throw new MessagingException(name + " has no effect: mail." + properties.protocol() + " "
                        + kind.purpose() + ", so its policies are for "
                        + (relay
                                ? "domains, such as example.org or .example.org"
                                : "relays, such as [smtp.example.org]"));
            }
            properties
                    .setting(DaneProperty.entryKey(destination), "a policy, such as mandatory")
                    .ifPresent(words -> entries.put(destination, words));
        }
        return entries;
    }

    private static String entryName(ProtocolProperties properties, String destination) {
        return properties.name(DaneProperty.entryKey(destination));
    }

    private static MailPolicies policies(
            ProtocolProperties properties, Optional<MailPolicies> own, Optional<Path> file, Map<String, String> entries)
            throws MessagingException {
        if (own.isPresent()) {
            return own.get();
        }
        if (file.isPresent()) {
            try {
                return SharedPolicyFiles.INSTANCE.get(file.get());
            } catch (MailPolicyException e) {
                throw unusable(properties, e);
            }
        }
        try {
            return MailPolicies.of(entries);
        } catch (MailPolicyException e) {
            throw new MessagingException(entryName(properties, String.valueOf(e.getMessage())), e);
        }
    }

    private static MessagingException unusable(ProtocolProperties properties, MailPolicyException e) {
        return new MessagingException(
                properties.name(DaneProperty.POLICY_FILE.key()) + " cannot be used: " + e.getMessage(), e);
    }

    /** Rejects single properties that ask for MTA-STS if nothing finds its policies. */
    void checkMtaSts(ProtocolProperties properties, MtaStsSettings mtaSts) throws MessagingException {
        if (policies.isPresent() && policies.get() instanceof MailPolicyTable table) {
            checkMtaSts(properties, table, mtaSts);
        }
    }

    private void checkMtaSts(ProtocolProperties properties, MailPolicyTable table, MtaStsSettings mtaSts)
            throws MessagingException {
        if (table.asksForMtaSts() && mtaSts.policies().isEmpty()) {
            throw MtaStsSettings.incomplete(properties, "a policy of " + place.orElse("") + " asks for MTA-STS");
        }
    }

    /**
     * Checks the file as it is now, which may differ from the policies in force.
     *
     * @throws MessagingException if it cannot be used
     */
    void checkFile(ProtocolProperties properties, MtaStsSettings mtaSts) throws MessagingException {
        if (file.isPresent()) {
            try {
                checkMtaSts(properties, MailPolicyTable.read(file.get()), mtaSts);
            } catch (MailPolicyException e) {
                throw unusable(properties, e);
            }
        }
    }

    /** For mail to the MX hosts of a domain. */
    Optional<MailPolicy> forDomain(DomainName domain) throws MessagingException {
        try {
            return policies.flatMap(each -> each.forDomain(domain, tenant));
        } catch (RuntimeException e) {
            throw failed(domain.toString(), e);
        }
    }

    /** For mail to a relay. */
    Optional<MailPolicy> forRelay(DomainName host, int port) throws MessagingException {
        try {
            return policies.flatMap(each -> each.forRelay(host, port, tenant));
        } catch (RuntimeException e) {
            throw failed(host + ":" + port, e);
        }
    }

    /** The application's policies may break their contract. What they demand is then unknown, so nothing is sent. */
    private static MessagingException failed(String destination, RuntimeException e) {
        return new MessagingException("4.3.5 " + destination + ": its policy cannot be determined: " + e, e);
    }
}
