package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all deliveries of one message have in common.
 *
 * @param planner looks up domains and hosts
 * @param properties without credentials
 * @param protocol whose properties hold
 * @param port of every MX host, 1 to 65535
 * @param neverInTheClear whether a host without STARTTLS gets nothing, covered by DANE or not
 * @param settings of the delivery
 * @param targets where hosts may be
 * @param ofConnections the properties of the Session that are about connections, from which all of this is read
 * @param listener learns what became of each recipient
 * @param sessions learn of the hosts that are not connected to
 */
record MxSettings(
        HostPlanner planner,
        LayeredProperties properties,
        String protocol,
        int port,
        boolean neverInTheClear,
        DeliverySettings settings,
        TargetAddresses targets,
        Map<String, Object> ofConnections,
        Optional<OutcomeListener> listener,
        TlsSessions sessions) {
    private static final int SMTP_PORT = 25;
    private static final int MAX_PORT = 65535;

    static MxSettings of(Session application, String protocol) throws MessagingException {
        ProtocolProperties properties = ProtocolProperties.of(application, protocol);
        SmtpCommand.checkClientName(properties);
        int port = properties.number("port").orElse(SMTP_PORT);
        if (port < 1 || port > MAX_PORT) {
            throw properties.invalid("port", "1 to " + MAX_PORT);
        }
        DeliverySettings settings = DeliverySettings.of(properties);
        return new MxSettings(
                new HostPlanner(properties, ServiceKind.BY_MX),
                MxProperties.of(properties),
                protocol,
                port,
                properties.flag("starttls.required"),
                settings,
                TargetAddresses.of(settings, properties),
                ConnectionProperties.of(properties),
                properties.object(DaneProperty.OUTCOMES, OutcomeListener.class),
                TlsSessions.of(properties));
    }

    /**
     * The same, or {@code before} if the Session says what it said then: reading it takes as long as sending a message. Not
     * where that means to look up a name server, which may have another address by now.
     */
    static MxSettings of(Session application, String protocol, @Nullable MxSettings before) throws MessagingException {
        return before != null
                        && !before.planner().settings().shared().hasNamedServer()
                        && ConnectionProperties.are(
                                before.ofConnections(), ProtocolProperties.of(application, protocol))
                ? before
                : of(application, protocol);
    }

    HostTransport transport(ConnectionTls tls, DeliveryTime time) {
        return new HostTransport(protocol, tls, planner.settings().keyManagers(), time);
    }
}
