package io.github.dane4j.mail;

import io.github.dane4j.DaneMode;
import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Provider;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out which transport a Session uses, and checks its settings. */
final class RouteCheck {
    private static final String PACKAGE = RouteCheck.class.getPackageName() + ".";

    /** Stores know their own default ports; only the configured one is checked here. */
    private static final int IMAP_PORT = 143;

    private static final Pattern OUR_PROPERTY = Pattern.compile("(?i)mail\\.(?:([^.]+)\\.)?dane(?:\\..*)?");

    private final Session session;

    RouteCheck(Session session) {
        this.session = session;
    }

    /** The protocol that {@code request}, which names none, leads to. */
    String protocol(MailRoute.Request request) throws MessagingException {
        Transport transport;
        try {
            transport = request == MailRoute.Request.RFC822
                    ? session.getTransport(new InternetAddress())
                    : session.getTransport();
        } catch (NoSuchProviderException e) {
            String property =
                    request == MailRoute.Request.RFC822 ? "mail.transport.protocol.rfc822" : "mail.transport.protocol";
            throw new MessagingException(
                    request + " finds no transport: " + e.getMessage() + "; " + property + " is \""
                            + session.getProperty(property) + "\"",
                    e);
        }
        return transport.getURLName().getProtocol();
    }

    /**
     * The route for {@code protocol}.
     *
     * @throws MessagingException if it is not ours, or has an invalid setting
     */
    MailRoute route(MailRoute.Request request, String protocol) throws MessagingException {
        Provider provider = session.getProvider(protocol);
        if (StoreCheck.isStore(provider)) {
            StoreCheck.check(protocol, provider);
        } else if (provider.getClassName().equals(DaneProviders.UnavailableTransport.class.getName())) {
            throw new MessagingException(AngusRequirement.missing(protocol));
        } else if (kind(provider).isEmpty()) {
            throw new MessagingException((request == MailRoute.Request.NAMED ? "" : request + ": ")
                    + withoutDane(protocol, provider) + "; " + advice(request, protocol));
        }
        ProtocolProperties properties = ProtocolProperties.of(session, protocol);
        ServiceKind kind = kind(provider).orElseThrow();
        HostPlanner planner = new HostPlanner(properties, kind);
        Optional<String> address = Optional.empty();
        if (kind == ServiceKind.BY_MX) {
            MxSettings.of(session, protocol);
        } else {
            if (kind == ServiceKind.FIXED_HOST) {
                DeliverySettings.messageMillis(properties);
                TlsSessions.of(properties);
                properties.object(DaneProperty.OUTCOMES, OutcomeListener.class);
            }
            address = addressOfHost(properties, protocol, provider);
            if (address.isPresent()) {
                checkAddress(address.get(), planner.settings().mode(), properties);
            }
        }
        SmtpCommand.checkClientName(properties);
        new Timeouts(properties);
        planner.checkTrustAnchors();
        planner.settings().policies().checkFile(properties, planner.settings().mtaSts());
        return new MailRoute(
                request,
                protocol,
                provider.getClassName(),
                planner.settings().mode(),
                planner.settings().policies().place(),
                address);
    }

    private static void checkAddress(String address, DaneMode mode, ProtocolProperties properties)
            throws MessagingException {
        switch (mode) {
            case NONE -> {}
            case AUDIT, OPPORTUNISTIC -> AddressWarning.log(address, properties);
            case MANDATORY ->
                throw new MessagingException(properties.name("host") + " is an IP address, " + address + ", and "
                        + properties.name(DaneProperty.MODE.key()) + " is mandatory: an address has no TLSA records, so"
                        + " every connection would be refused; set the name of the host");
        }
    }

    private Optional<String> addressOfHost(ProtocolProperties properties, String protocol, Provider provider)
            throws MessagingException {
        String host = session.getProperty(properties.name("host"));
        host = host == null ? session.getProperty("mail.host") : host;
        if (host == null) {
            // It is given to connect.
            return Optional.empty();
        }
        int port = StoreCheck.isStore(provider) ? properties.number("port").orElse(IMAP_PORT) : -1;
        String name = Endpoint.of(properties, host, port, SMTPTransport.isImplicitTls(protocol))
                .name();
        return Optional.of(name).filter(HostName::isAddress);
    }

    private static String withoutDane(String protocol, Provider provider) {
        return "protocol " + protocol + " is served by " + provider.getClassName() + ", without DANE";
    }

    private String advice(MailRoute.Request request, String protocol) {
        String key = "mail." + protocol + ".class";
        String named = session.getProperty(key);
        Class<?> wanted = SMTPTransport.isImplicitTls(protocol) ? SMTPSSLTransport.class : SMTPTransport.class;
        String advice = "set " + key + " to " + wanted.getName()
                + (named == null ? "" : " (it is \"" + named + "\", which is not a registered transport)");
        return switch (request) {
            case RFC822 -> advice + ", or mail.transport.protocol.rfc822 to smtp-mx";
            case DEFAULT ->
                advice + ", or mail.transport.protocol to smtp-mx, or check the protocol that you name instead";
            case NAMED -> advice;
        };
    }

    /**
     * Rejects a property of ours that nothing reads, because Angus serves its protocol, or there is no such protocol.
     */
    void checkStrayProperties() throws MessagingException {
        for (String name : DaneProperty.names(session.getProperties())) {
            Matcher ours = OUR_PROPERTY.matcher(name);
            if (!ours.matches()) {
                continue;
            }
            String protocol = ours.group(1);
            if (protocol == null) {
                throw new MessagingException(
                        name + " is not a property: write it with the protocol, as mail.smtp.dane");
            }
            Provider provider;
            try {
                provider = session.getProvider(protocol);
            } catch (NoSuchProviderException e) {
                throw new MessagingException(name + " is set, but there is no protocol " + protocol, e);
            }
            if (!provider.getClassName().startsWith(PACKAGE)) {
                throw new MessagingException(name + " is set, but nothing reads it: " + withoutDane(protocol, provider)
                        + "; set mail." + protocol + ".class");
            }
            Optional<ServiceKind> kind = kind(provider);
            if (kind.isPresent()) {
                DaneProperty.checkNames(ProtocolProperties.of(session, protocol), kind.get());
            }
        }
    }

    /** What a provider is for; empty if it is not ours, or stands for a class of ours that cannot be linked. */
    private static Optional<ServiceKind> kind(Provider provider) {
        return ServiceRegistration.ofClass(provider.getClassName()).map(ServiceRegistration::kind);
    }
}
