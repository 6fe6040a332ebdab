package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.jsse.SingleConnectionTls;
import io.github.dane4j.smtp.HostPlan;
import io.github.dane4j.smtp.MailHost;
import io.github.dane4j.smtp.TlsRequirement;
import io.github.dane4j.verify.DaneResult;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;

/** The TLS that one connection must have by its plan, and whether it has it. */
final class ConnectionTls {
    /** All that may be said to a server that has proven nothing. */
    private static final Set<String> HARMLESS = Set.of("EHLO", "HELO", "STARTTLS", "NOOP", "RSET", "QUIT");

    private static final int MAX_REPLY = 200;

    private final HostPlan plan;
    private final TlsUse use;
    private final Optional<SingleConnectionTls> tls;

    private ConnectionTls(HostPlan plan, TlsUse use, Optional<SingleConnectionTls> tls) {
        this.plan = plan;
        this.use = use;
        this.tls = tls;
    }

    /**
     * What the plan requires.
     *
     * @param uncovered what to do if the plan leaves it open, as it does for a host not covered by DANE
     */
    static ConnectionTls of(Planner.Planned planned, TlsUse uncovered) {
        HostPlan plan = planned.plan();
        return switch (plan.requirement()) {
            case AUTHENTICATED ->
                new ConnectionTls(
                        plan,
                        TlsUse.REQUIRED,
                        Optional.of(SingleConnectionTls.authenticated(
                                planned.verifier(),
                                plan.records(),
                                plan.names().orElseThrow(),
                                plan.baseDomain().orElseThrow(),
                                Clock.systemUTC())));
            case ENCRYPTED ->
                new ConnectionTls(
                        plan, TlsUse.REQUIRED, Optional.of(SingleConnectionTls.unauthenticated(plan.baseDomain())));
            case OPPORTUNISTIC ->
                new ConnectionTls(
                        plan,
                        uncovered,
                        uncovered == TlsUse.IF_OFFERED
                                ? Optional.of(SingleConnectionTls.unauthenticated(serverName(plan)))
                                : Optional.empty());
            case SKIP -> throw new IllegalArgumentException("no connection is planned to " + plan.host());
        };
    }

    /** The server name to send where there is no TLSA base domain; none for an address literal. */
    private static Optional<DomainName> serverName(HostPlan plan) {
        try {
            return Optional.of(DomainName.of(plan.host().host()));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    HostPlan plan() {
        return plan;
    }

    TlsUse use() {
        return use;
    }

    /** Whether the TLS of this connection is ours, and not the application's. */
    boolean isOurs() {
        return tls.isPresent();
    }

    boolean isRequired() {
        return use == TlsUse.REQUIRED;
    }

    /**
     * The properties under which Angus starts this TLS and no other. What could put another factory, another trust or
     * another name check in its place is replaced or hidden. If the TLS is the application's, so are the properties.
     */
    LayeredProperties properties(ProtocolProperties application, List<KeyManager> keyManagers) {
        LayeredProperties.Builder layered = LayeredProperties.over(application.properties());
        if (tls.isEmpty()) {
            return layered.build();
        }
        return layered.with(
                        application.name("ssl.socketFactory"),
                        tls.get().socketFactory(keyManagers.toArray(KeyManager[]::new)))
                // Up to Angus 2.0.2 this is a name check of its own, which DANE-EE must not have (RFC 7671 section
                // 5.1).
                .with(application.name("ssl.checkserveridentity"), "false")
                .without(
                        application.name("ssl.trust"),
                        application.name("ssl.hostnameverifier"),
                        application.name("ssl.hostnameverifier.class"),
                        // Without EHLO there is no STARTTLS.
                        application.name("ehlo"))
                .build();
    }

    /** Whether the connection is what the plan asks for. */
    boolean holds(boolean overTls) {
        return !isRequired()
                || (overTls && tls.map(SingleConnectionTls::accepted).orElse(false));
    }

    /** Lets {@code command} pass, unless it would say more than a greeting to a server that has not proven itself. */
    void permit(String command, boolean overTls) throws MessagingException {
        if (!holds(overTls) && !HARMLESS.contains(verb(command))) {
            throw unproven();
        }
    }

    private static String verb(String command) {
        int blank = command.indexOf(' ');
        return (blank < 0 ? command : command.substring(0, blank)).toUpperCase(Locale.ROOT);
    }

    /** The end check: nothing failed, and yet the server was not judged. */
    MessagingException unproven() {
        return Refusal.connection(
                plan,
                Reason.HANDSHAKE_FAILED,
                "the server was not judged in this connection, so nothing is sent",
                null);
    }

    MessagingException notOffered(@Nullable String reply) {
        return Refusal.connection(plan, Reason.STARTTLS_NOT_OFFERED, reply("EHLO", reply), null);
    }

    /** Explains why TLS did not come about. */
    MessagingException failed(MessagingException e, @Nullable String reply) {
        if (e.getNextException() instanceof IOException io) {
            return failed(io);
        }
        return Refusal.connection(plan, Reason.STARTTLS_REFUSED, reply("STARTTLS", reply), e);
    }

    /** Explains why the handshake failed. */
    MessagingException failed(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof DaneCertificateException refused) {
                String result = tls.flatMap(SingleConnectionTls::result)
                        .map(DaneResult::explain)
                        .orElse(String.valueOf(refused.getMessage()));
                return Refusal.connection(plan, refused.reason(), result, e);
            }
        }
        return Refusal.connection(
                plan, Reason.HANDSHAKE_FAILED, Printable.clip(String.valueOf(e.getMessage()), MAX_REPLY), e);
    }

    private static String reply(String command, @Nullable String reply) {
        return "the server answered " + command + " with: "
                + Printable.clip(String.valueOf(reply).strip(), MAX_REPLY);
    }

    /** The verdict in one line, for the log. */
    String verdict(boolean overTls) {
        if (!isRequired()) {
            return plan.reason().map(Reason::description).orElse("not covered by DANE")
                    + (overTls ? "; over TLS" : "; in the clear");
        }
        if (plan.requirement() == TlsRequirement.ENCRYPTED) {
            return "encrypted, not authenticated: " + Reason.NO_USABLE_RECORDS.description();
        }
        Optional<DaneResult> result = tls.flatMap(SingleConnectionTls::result);
        String by = result.isPresent() && result.get() instanceof DaneResult.Authenticated yes
                ? "authenticated by TLSA " + yes.record()
                : "authenticated";
        // RFC 7672 section 2.2.1: never to be logged as secure delivery to the domain.
        return plan.host().origin() == MailHost.Origin.MX_INSECURE
                ? by + "; but the MX records that name this host are not signed"
                : by;
    }
}
