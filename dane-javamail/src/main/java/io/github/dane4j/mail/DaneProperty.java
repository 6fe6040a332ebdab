package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Our properties: {@code mail.<protocol>.dane} and those below it. */
enum DaneProperty {
    MODE("dane", "opportunistic, mandatory, audit-only or none"),
    NAME_SERVERS("dane.nameservers", "a list of host or host:port, separated by commas"),
    TRUST_ANCHORS("dane.trustanchors", "the name of a file"),
    NEGATIVE_TRUST_ANCHORS(
            "dane.negativetrustanchors", "a list of domain names, separated by commas, without the root"),
    TIMEOUT("dane.timeout", "a number of milliseconds, 1 to " + DaneSettings.MAX_TIMEOUT_MILLIS),
    RESOLVER("dane.resolver", "a DnssecResolver, set with Properties.put"),
    KEY_MANAGERS("dane.keymanagers", "an array of KeyManager, set with Properties.put"),
    TLS("dane.tls", "a JudgedConnectionFactory, set with Properties.put"),
    KEY_STRENGTH("dane.keystrength", "jvm or recommended"),
    INSECURE_MX("dane.insecuremx", "dane, encrypt or may", ServiceKind.BY_MX),
    TLS_REQUIRED_NO("dane.tlsrequiredno", "never, opportunistic or always", ServiceKind.BY_MX),
    MTA_STS("dane.mtasts", "opportunistic or none", ServiceKind.BY_MX),
    MTA_STS_FOLDER("dane.mtastsfolder", "the name of a folder", ServiceKind.BY_MX),
    MTA_STS_POLICIES("dane.mtastspolicies", "an MtaStsPolicies, set with Properties.put", ServiceKind.BY_MX),
    /** An object; also the prefix of the policies for single destinations. */
    POLICY("dane.policy", "a MailPolicies, set with Properties.put", ServiceKind.FIXED_HOST, ServiceKind.BY_MX),
    POLICY_FILE("dane.policyfile", "the name of a policy file", ServiceKind.FIXED_HOST, ServiceKind.BY_MX),
    TENANT(
            "dane.tenant",
            "a name of 1 to 64 letters, digits, dots, hyphens or underscores",
            ServiceKind.FIXED_HOST,
            ServiceKind.BY_MX),
    MESSAGE_TIMEOUT(
            "dane.messagetimeout",
            "a number of milliseconds, 1 to " + DeliverySettings.MAX_MILLIS,
            ServiceKind.FIXED_HOST,
            ServiceKind.BY_MX),
    DOMAIN_TIMEOUT(
            "dane.domaintimeout", "a number of milliseconds, 1 to " + DeliverySettings.MAX_MILLIS, ServiceKind.BY_MX),
    PARALLEL_DOMAINS("dane.paralleldomains", "a number, 1 to " + DeliverySettings.MAX_DOMAINS, ServiceKind.BY_MX),
    POOLED_CONNECTIONS("dane.pooledconnections", "a number, 0 to " + DeliverySettings.MAX_POOLED, ServiceKind.BY_MX),
    IDLE_TIMEOUT(
            "dane.idletimeout",
            "a number of milliseconds, 1 to " + DeliverySettings.MAX_IDLE_MILLIS,
            ServiceKind.BY_MX),
    MESSAGES_PER_CONNECTION(
            "dane.messagesperconnection", "a number, 1 to " + DeliverySettings.MAX_MESSAGES, ServiceKind.BY_MX),
    ALLOW_LOOPBACK("dane.allowloopback", "true or false", ServiceKind.BY_MX),
    REFUSE_PRIVATE("dane.refuseprivate", "true or false", ServiceKind.BY_MX),
    SESSIONS(
            "dane.sessions",
            "a TlsSessionListener, set with Properties.put",
            ServiceKind.FIXED_HOST,
            ServiceKind.BY_MX),
    OUTCOMES("dane.outcomes", "an OutcomeListener, set with Properties.put", ServiceKind.FIXED_HOST, ServiceKind.BY_MX);

    private static final Map<String, DaneProperty> KNOWN =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(DaneProperty::key, Function.identity()));

    private final String key;
    private final String expected;

    /** Made by {@code Set.of}. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<ServiceKind> readers;

    /** A property that all kinds read. */
    DaneProperty(String key, String expected) {
        this(key, expected, ServiceKind.values());
    }

    DaneProperty(String key, String expected, ServiceKind... readers) {
        this.key = key;
        this.expected = expected;
        this.readers = Set.of(readers);
    }

    /** Without the prefix of the protocol. */
    String key() {
        return key;
    }

    /** The property with the policy for one destination. */
    static String entryKey(String destination) {
        return POLICY.key + "." + destination;
    }

    /** What the value must be, for a message. */
    String expected() {
        return expected;
    }

    /** Where it has an effect. */
    Set<ServiceKind> readers() {
        return readers;
    }

    /**
     * Rejects every property of the protocol that begins like ours but is unknown, or that this kind of service does not
     * read. Whoever sets one wants its effect, and must not send mail without it.
     *
     * @throws MessagingException that names the property, and the most similar known one with its values, or the protocols
     *     that read it
     */
    static void checkNames(ProtocolProperties properties, ServiceKind kind) throws MessagingException {
        for (String name : names(properties)) {
            String key = name.substring(properties.prefix().length());
            DaneProperty property = key.startsWith(entryKey("")) ? POLICY : KNOWN.get(key);
            if (property == null) {
                throw unknown(properties, kind, key);
            }
            if (!property.readers.contains(kind)) {
                throw new MessagingException(name + " has no effect: mail." + properties.protocol() + " "
                        + kind.purpose() + ", and the property is only for "
                        + ServiceKind.protocols(property.readers) + "; remove it, or change the protocol");
            }
            if (properties.value(key).isEmpty()) {
                throw new MessagingException(
                        name + " is an object in the defaults of the Properties, where it cannot be"
                                + " read: put it into the Properties of the Session themselves");
            }
        }
    }

    private static MessagingException unknown(ProtocolProperties properties, ServiceKind kind, String key) {
        DaneProperty nearest = nearest(key);
        return new MessagingException("unknown property " + properties.name(key) + ": did you mean "
                + properties.name(nearest.key) + "? Its value must be " + nearest.expected
                + ". The known properties are "
                + Arrays.stream(values())
                        .filter(each -> each.readers.contains(kind))
                        .map(each -> properties.name(each.key))
                        .collect(Collectors.joining(", ")));
    }

    /** The one with the smallest edit distance; the mode, if that distance is more than half of the letters. */
    private static DaneProperty nearest(String key) {
        DaneProperty nearest = MODE;
        int fewest = (key.length() - MODE.key.length()) / 2 + 1;
        for (DaneProperty each : values()) {
            int distance = distance(key.toLowerCase(Locale.ROOT), each.key);
            if (distance < fewest) {
                nearest = each;
                fewest = distance;
            }
        }
        return nearest;
    }

    /** The Levenshtein distance: how many letters to insert, delete or replace. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    /** The sorted names of all that begin like ours, in whatever case, including those in the defaults. */
    static List<String> names(ProtocolProperties properties) {
        String prefix = properties.prefix();
        List<String> ours = new ArrayList<>();
        for (String name : namesInAnyOrder(properties.properties())) {
            if (name.startsWith(prefix) && name.regionMatches(true, prefix.length(), MODE.key, 0, MODE.key.length())) {
                ours.add(name);
            }
        }
        Collections.sort(ours);
        return ours;
    }

    /** The sorted names of all properties, including those in the defaults. */
    static Set<String> names(Properties properties) {
        return new TreeSet<>(namesInAnyOrder(properties));
    }

    /** The same, unsorted and distinct. */
    static Collection<String> namesInAnyOrder(Properties properties) {
        List<String> listed = new ArrayList<>();
        try {
            for (Enumeration<?> all = properties.propertyNames(); all.hasMoreElements(); ) {
                listed.add((String) all.nextElement());
            }
            return listed;
        } catch (ClassCastException e) {
            // A key that is not a string belongs to other code, and hides the objects in the defaults.
            Set<String> names = new HashSet<>(properties.stringPropertyNames());
            new LinkedHashSet<>(properties.keySet())
                    .stream()
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .forEach(names::add);
            return names;
        }
    }
}
