package io.github.dane4j.mail;

import jakarta.mail.MessagingException;

/**
 * The properties for deliveries, apart from TLS.
 *
 * @param messageMillis for a whole message
 * @param domainMillis for the recipients of one domain
 * @param parallelDomains how many domains of one message are delivered to at the same time, at least 1
 * @param pooledConnections how many connections may wait for another message, 0 or more
 * @param idleMillis how long each of them may wait
 * @param messagesPerConnection at least 1
 * @param allowLoopback whether a domain may name a loopback address
 * @param refusePrivate whether a domain must not name a private or link-local address
 */
record DeliverySettings(
        int messageMillis,
        int domainMillis,
        int parallelDomains,
        int pooledConnections,
        int idleMillis,
        int messagesPerConnection,
        boolean allowLoopback,
        boolean refusePrivate) {
    static final int MAX_MILLIS = 86_400_000;
    static final int MAX_DOMAINS = 100;
    static final int MAX_POOLED = 10_000;

    /** RFC 5321 section 4.5.3.2.7: servers wait this long for a command. */
    static final int MAX_IDLE_MILLIS = 300_000;

    static final int MAX_MESSAGES = 100_000;

    /** Half an hour: time for a large message over a slow line. */
    private static final int MESSAGE_MILLIS = 1_800_000;

    /** Some hosts, each as slow as RFC 5321 section 4.5.3.2 lets it be, or a large message over a slow line. */
    private static final int DOMAIN_MILLIS = 900_000;

    private static final int DOMAINS = 8;
    private static final int POOLED = 100;

    /** Short, because an idle connection takes a place that other clients of the server may need. */
    private static final int IDLE_MILLIS = 10_000;

    /** What many servers allow, if they limit it at all. */
    private static final int MESSAGES = 100;

    static DeliverySettings of(ProtocolProperties properties) throws MessagingException {
        return new DeliverySettings(
                messageMillis(properties),
                number(properties, DaneProperty.DOMAIN_TIMEOUT, DOMAIN_MILLIS, MAX_MILLIS),
                number(properties, DaneProperty.PARALLEL_DOMAINS, DOMAINS, MAX_DOMAINS),
                number(properties, DaneProperty.POOLED_CONNECTIONS, POOLED, 0, MAX_POOLED),
                number(properties, DaneProperty.IDLE_TIMEOUT, IDLE_MILLIS, MAX_IDLE_MILLIS),
                number(properties, DaneProperty.MESSAGES_PER_CONNECTION, MESSAGES, MAX_MESSAGES),
                properties.flag(DaneProperty.ALLOW_LOOPBACK.key()),
                properties.flag(DaneProperty.REFUSE_PRIVATE.key()));
    }

    /** For a whole message; for a fixed host also for connecting. */
    static int messageMillis(ProtocolProperties properties) throws MessagingException {
        return number(properties, DaneProperty.MESSAGE_TIMEOUT, MESSAGE_MILLIS, MAX_MILLIS);
    }

    private static int number(ProtocolProperties properties, DaneProperty property, int otherwise, int max)
            throws MessagingException {
        return number(properties, property, otherwise, 1, max);
    }

    private static int number(ProtocolProperties properties, DaneProperty property, int otherwise, int min, int max)
            throws MessagingException {
        int number = properties.number(property.key()).orElse(otherwise);
        if (number < min || number > max) {
            throw properties.invalid(property.key(), property.expected());
        }
        return number;
    }
}
