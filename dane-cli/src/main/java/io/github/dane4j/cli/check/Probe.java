package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.jsse.DaneCertificateException;
import io.github.dane4j.jsse.SingleConnectionTls;
import io.github.dane4j.smtp.HostPlan;
import io.github.dane4j.smtp.TlsRequirement;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** Connects to one address as a sender would, up to the end of the handshake. */
final class Probe {
    private static final int SHOWN = 200;

    private final HostPlan plan;
    private final DaneVerifier verifier;
    private final StartTls startTls;
    private final Duration timeout;
    private final ScheduledExecutorService watchdog;

    /**
     * A probe of a host.
     *
     * @param timeout for each connection as a whole
     * @param watchdog ends it
     */
    Probe(
            HostPlan plan,
            DaneVerifier verifier,
            StartTls startTls,
            Duration timeout,
            ScheduledExecutorService watchdog) {
        this.plan = plan;
        this.verifier = verifier;
        this.startTls = startTls;
        this.timeout = timeout;
        this.watchdog = watchdog;
    }

    /** What the host says at {@code address}. Whatever goes wrong is part of it. */
    AddressReport of(InetAddress address) {
        AddressReport report = connect(address);
        return plan.requirement() == TlsRequirement.AUTHENTICATED ? report : report.uncovered(plan.reason());
    }

    private AddressReport connect(InetAddress address) {
        AtomicBoolean late = new AtomicBoolean();
        try (Socket socket = new Socket()) {
            // The timeouts of the JDK begin anew with each octet; this one does not.
            ScheduledFuture<?> end = watchdog.schedule(
                    () -> {
                        late.set(true);
                        close(socket);
                    },
                    timeout.toMillis(),
                    TimeUnit.MILLISECONDS);
            try {
                socket.connect(new InetSocketAddress(address, plan.host().port()), (int) timeout.toMillis());
                return talk(address, socket, late);
            } finally {
                end.cancel(false);
            }
        } catch (SmtpDialog.Refused e) {
            return AddressReport.failed(
                    address, e.reason(), e.reason().description() + "; " + message(e), Optional.empty());
        } catch (IOException e) {
            return AddressReport.unknown(
                    address, late.get() ? "the server took more than " + timeout.toMillis() + " ms" : message(e));
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed is what it should be.
        }
    }

    private AddressReport talk(InetAddress address, Socket socket, AtomicBoolean late) throws IOException {
        if (startTls == StartTls.SMTP) {
            new SmtpDialog(socket).startTls();
        }
        SingleConnectionTls tls = tls();
        try (SSLSocket secured = (SSLSocket) tls.socketFactory()
                .createSocket(socket, plan.host().host(), plan.host().port(), true)) {
            try {
                secured.startHandshake();
            } catch (SSLException e) {
                if (late.get()) {
                    throw e;
                }
                return refused(address, tls, e);
            }
            AddressReport report = completed(address, tls, secured.getSession());
            if (startTls == StartTls.SMTP) {
                new SmtpDialog(secured).quit();
            }
            return report;
        }
    }

    private SingleConnectionTls tls() {
        return plan.requirement() == TlsRequirement.AUTHENTICATED
                ? SingleConnectionTls.authenticated(
                        verifier,
                        plan.records(),
                        plan.names().orElseThrow(),
                        plan.baseDomain().orElseThrow(),
                        Clock.systemUTC())
                : SingleConnectionTls.unauthenticated(plan.baseDomain().or(this::hostName));
    }

    private Optional<DomainName> hostName() {
        try {
            return Optional.of(DomainName.of(plan.host().host()));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static AddressReport completed(InetAddress address, SingleConnectionTls tls, SSLSession session) {
        Optional<AddressReport.Tls> agreed =
                Optional.of(new AddressReport.Tls(session.getProtocol(), session.getCipherSuite()));
        Optional<DaneResult> result = tls.result();
        if (tls.accepted() && result.isPresent()) {
            return new AddressReport(
                    address,
                    Verdict.AUTHENTICATED,
                    Optional.empty(),
                    result.get().toString(),
                    agreed,
                    result,
                    List.of());
        }
        return new AddressReport(
                address,
                Verdict.NOT_COVERED,
                Optional.empty(),
                "encrypted, and nothing proves who answered",
                agreed,
                result,
                chain(session));
    }

    private static List<EncodedCertificate> chain(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return Stream.of(chain)
                    .map(certificate -> EncodedCertificate.of((X509Certificate) certificate))
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
    }

    private static AddressReport refused(InetAddress address, SingleConnectionTls tls, SSLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof DaneCertificateException dane) {
                Optional<DaneResult> result = tls.result();
                return AddressReport.failed(
                        address,
                        dane.reason(),
                        result.map(DaneResult::toString).orElse(dane.reason().description()),
                        result);
            }
        }
        return AddressReport.failed(
                address,
                Reason.HANDSHAKE_FAILED,
                Reason.HANDSHAKE_FAILED.description() + ": " + message(e),
                Optional.empty());
    }

    private static String message(IOException e) {
        return Printable.clip(e.getMessage() == null ? e.toString() : e.getMessage(), SHOWN);
    }
}
