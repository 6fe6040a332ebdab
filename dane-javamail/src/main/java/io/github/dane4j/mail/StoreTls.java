package io.github.dane4j.mail;

import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.smtp.HostPlan;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import org.eclipse.angus.mail.util.SocketFetcher;

/**
 * The TLS of one connection to a store. A store sends a password over every connection, so wherever there are secure TLSA
 * records the server is authenticated: by usable records, or else by the application's own PKIX check with the name.
 * Where there are none, the application's properties decide as they would without DANE.
 */
final class StoreTls {
    private static final int MAX_TEXT = 300;

    private final ProtocolProperties application;
    private final HostPlan plan;
    private final LayeredProperties properties;
    private final String host;

    /** Empty if the server is not authenticated by TLSA records. */
    private final Optional<ConnectionTls> dane;

    private StoreTls(
            ProtocolProperties application,
            HostPlan plan,
            LayeredProperties properties,
            String host,
            Optional<ConnectionTls> dane) {
        this.application = application;
        this.plan = plan;
        this.properties = properties;
        this.host = host;
        this.dane = dane;
    }

    /**
     * The TLS that a plan asks for.
     *
     * @param host as the application wrote it, for the application's own checks
     * @param implicitTls whether TLS begins with the first octet
     */
    static StoreTls of(
            Planner.Planned planned,
            ProtocolProperties application,
            List<KeyManager> keyManagers,
            String host,
            boolean implicitTls) {
        HostPlan plan = planned.plan();
        return switch (plan.requirement()) {
            case AUTHENTICATED -> {
                ConnectionTls dane = ConnectionTls.of(planned, TlsUse.AS_CONFIGURED);
                yield new StoreTls(
                        application,
                        plan,
                        dane.properties(application, keyManagers),
                        plan.host().host(),
                        Optional.of(dane));
            }
            case ENCRYPTED -> new StoreTls(application, plan, checked(application), host, Optional.empty());
            case OPPORTUNISTIC ->
                new StoreTls(application, plan, asConfigured(application, implicitTls), host, Optional.empty());
            case SKIP -> throw new IllegalArgumentException("no connection is planned to " + plan.host());
        };
    }

    /** The application's own trust, without what would switch the check of chain or name off. */
    private static LayeredProperties checked(ProtocolProperties application) {
        return LayeredProperties.over(application.properties())
                .with(application.name("ssl.checkserveridentity"), "true")
                .without(application.name("ssl.trust"))
                .build();
    }

    /** With implicit TLS, Angus prefers {@code ssl.trust} to any factory; with STARTTLS it is the other way round. */
    private static LayeredProperties asConfigured(ProtocolProperties application, boolean implicitTls) {
        LayeredProperties.Builder layered = LayeredProperties.over(application.properties());
        if (implicitTls && application.properties().getProperty(application.name("ssl.trust")) != null) {
            layered.without(
                    application.name("ssl.socketFactory"),
                    application.name("ssl.socketFactory.class"),
                    application.name("socketFactory"),
                    application.name("socketFactory.class"));
        }
        return layered.build();
    }

    /** Whether there is no connection without TLS. */
    boolean isRequired() {
        return switch (plan.requirement()) {
            case AUTHENTICATED, ENCRYPTED -> true;
            case OPPORTUNISTIC, SKIP -> application.isTrue("starttls.required");
        };
    }

    /** Whether the server is asked for STARTTLS. */
    boolean isWanted() {
        return isRequired() || application.isTrue("starttls.enable");
    }

    /** Puts TLS on a connected socket, and authenticates the server as far as it has to be. */
    Socket start(Socket plain) throws MessagingException {
        Socket secured;
        try {
            secured = SocketFetcher.startTLS(plain, host, properties, application.prefixWithoutDot());
        } catch (IOException e) {
            throw failed(e);
        }
        if (dane.isPresent() && !dane.get().holds(true)) {
            throw dane.get().unproven();
        }
        return secured;
    }

    private MessagingException failed(IOException e) {
        if (dane.isPresent()) {
            return dane.get().failed(e);
        }
        return switch (plan.requirement()) {
            case ENCRYPTED ->
                Refusal.connection(
                        plan,
                        isAboutCertificates(e) ? Reason.NO_PKIX_PATH : Reason.HANDSHAKE_FAILED,
                        "without usable TLSA records the server must satisfy PKIX, and " + plan.host() + " does not: "
                                + text(e),
                        e);
            case AUTHENTICATED, OPPORTUNISTIC, SKIP ->
                new MessagingException("no TLS connection to " + plan.host() + ": " + text(e), e);
        };
    }

    private static boolean isAboutCertificates(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private static String text(IOException e) {
        return Printable.clip(String.valueOf(e.getMessage()), MAX_TEXT);
    }

    /** Explains why STARTTLS was not started although it is required. */
    MessagingException notStarted(StartTlsDialogue.Result result) {
        String detail = "the server said: " + Printable.clip(result.reply(), MAX_TEXT);
        return switch (result.outcome()) {
            case NOT_OFFERED, STARTED -> refused(Reason.STARTTLS_NOT_OFFERED, detail);
            case REFUSED -> refused(Reason.STARTTLS_REFUSED, detail);
        };
    }

    private MessagingException refused(Reason reason, String detail) {
        return switch (plan.requirement()) {
            case AUTHENTICATED, ENCRYPTED -> Refusal.connection(plan, reason, detail, null);
            case OPPORTUNISTIC, SKIP ->
                new MessagingException(plan.host() + ": " + reason.description() + ", and "
                        + application.name("starttls.required") + " is set; " + detail);
        };
    }

    /** The verdict in one line, for the log. */
    String verdict(boolean overTls) {
        return switch (plan.requirement()) {
            case AUTHENTICATED -> dane.orElseThrow().verdict(overTls);
            case ENCRYPTED -> "authenticated by PKIX: " + Reason.NO_USABLE_RECORDS.description();
            case OPPORTUNISTIC, SKIP ->
                plan.reason().map(Reason::description).orElse("not covered by DANE")
                        + (overTls ? "; over TLS" : "; in the clear");
        };
    }
}
