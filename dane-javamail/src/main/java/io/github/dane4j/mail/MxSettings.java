package io.github.dane4j.mail;

import io.github.dane4j.verify.KeyStrength;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings that all deliveries of one message share.
 *
 * @param planner looks up domains and hosts
 * @param properties the properties without credentials
 * @param protocol the protocol whose properties apply
 * @param port the port of every MX host, 1 to 65535
 * @param neverInTheClear whether a host without STARTTLS gets nothing, covered by DANE or not
 * @param settings of the delivery
 * @param targets the addresses that hosts may have
 * @param ofConnections the Session's properties for connections, from which all of this is read
 * @param ofJvm the smallest keys that TLS in this JVM accepts, as they were when the settings were read
 * @param listener receives the outcome for each recipient
 * @param sessions receives the hosts that are not connected to
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
        KeyStrength ofJvm,
        Optional<OutcomeListener> listener,
        TlsSessions sessions) {
    private static final int SMTP_PORT = 25;
    private static final int MAX_PORT = 65535;

    static MxSettings of(Session application, String protocol) throws MessagingException {
        ProtocolProperties properties = ProtocolProperties.of(application, protocol);
        // First: what changes while settings are read must differ from the snapshot, so that the next message reads it.
        Map<String, Object> ofConnections = ConnectionProperties.of(properties);
        KeyStrength ofJvm = KeyStrength.ofJvm();
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
                ofConnections,
                ofJvm,
                properties.object(DaneProperty.OUTCOMES, OutcomeListener.class),
                TlsSessions.of(properties));
    }

    /**
     * The same, or {@code before} if the properties of the Session, and the keys that this JVM accepts, have not changed:
     * reading them takes as long as sending a message. Always reads them if a name server is given by name, since its address may have changed.
     */
    static MxSettings of(Session application, String protocol, @Nullable MxSettings before) throws MessagingException {
        return before != null
                        && !before.planner().settings().shared().hasNamedServer()
                        && before.ofJvm().equals(KeyStrength.ofJvm())
                        && before.ofConnections()
                                .equals(ConnectionProperties.of(ProtocolProperties.of(application, protocol)))
                ? before
                : of(application, protocol);
    }

    HostTransport transport(ConnectionTls tls, DeliveryTime time) {
        return new HostTransport(protocol, tls, planner.settings().keyManagers(), time);
    }
}
