package io.github.dane4j.mail;

import io.github.dane4j.smtp.DeliveryPlan;
import io.github.dane4j.smtp.MailHost;
import io.github.dane4j.smtp.TlsRequirement;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/** Takes one message to one domain: to its hosts in turn, until nothing is left to decide about any recipient. */
final class DomainDelivery {
    /** No domain needs more; one that publishes hundreds must not hold up the sender. */
    static final int MAX_HOSTS = 10;

    private static final int PERMANENT = 500;

    private final MxSetup setup;
    private final MimeMessage message;
    private final Outcome outcome;

    /** Those for whom nothing is decided yet. */
    private final List<InternetAddress> remaining;

    /** What went wrong on the way; of interest only if there is a recipient that was not sent to. */
    private final List<MessagingException> failures = new ArrayList<>();

    private boolean allSent = true;

    DomainDelivery(MxSetup setup, MimeMessage message, List<InternetAddress> recipients, Outcome outcome) {
        this.setup = setup;
        this.message = message;
        this.remaining = new ArrayList<>(recipients);
        this.outcome = outcome;
    }

    /** Puts each recipient into one of the lists of the outcome. Never throws. */
    void deliver(NextHop nextHop) {
        try {
            if (nextHop.domain().isPresent()) {
                follow(setup.planner().delivery(nextHop.domain().get(), setup.port()));
            } else {
                toHosts(List.of(new MailHost(nextHop.text(), setup.port(), MailHost.Origin.NON_MX, List.of())));
            }
        } catch (MessagingException e) {
            failures.add(e);
        } catch (RuntimeException e) {
            // Other recipients may have been sent to, and the caller has to learn that.
            failures.add(new MessagingException("4.0.0 delivery to " + nextHop.text() + " failed: " + e, e));
        }
        outcome.unsent(remaining);
        if (!allSent || !remaining.isEmpty()) {
            failures.forEach(outcome::because);
        }
    }

    private void follow(DeliveryPlan plan) throws MessagingException {
        if (plan instanceof DeliveryPlan.Deliver deliver) {
            toHosts(deliver.hosts());
        } else if (plan instanceof DeliveryPlan.Delay delay) {
            failures.add(Refusal.delayed(delay));
        } else if (plan instanceof DeliveryPlan.Undeliverable undeliverable) {
            invalid(List.copyOf(remaining));
            failures.add(Refusal.undeliverable(undeliverable));
        }
    }

    private void toHosts(List<MailHost> hosts) throws MessagingException {
        for (MailHost host : hosts.subList(0, Math.min(hosts.size(), MAX_HOSTS))) {
            if (remaining.isEmpty() || !toHost(host)) {
                return;
            }
        }
    }

    /** Whether another host may be tried for those who remain. */
    private boolean toHost(MailHost host) throws MessagingException {
        Planner.Planned planned = setup.planner().plan(host);
        if (planned.plan().requirement() == TlsRequirement.SKIP) {
            failures.add(SMTPTransport.logged(planned.plan(), Refusal.skipped(planned.plan())));
            return true;
        }
        HostTransport transport;
        try {
            transport = open(planned);
        } catch (MessagingException e) {
            failures.add(e);
            return true;
        }
        try (transport) {
            return send(transport);
        } catch (RuntimeException e) {
            // Half of a message may be on its way: it must not be ended by a QUIT.
            transport.abort();
            throw e;
        }
    }

    private HostTransport open(Planner.Planned planned) throws MessagingException {
        HostTransport transport = setup.transport(ConnectionTls.of(planned, TlsUse.IF_OFFERED));
        try {
            transport.open();
            return transport;
        } catch (MessagingException e) {
            boolean clearAllowed =
                    planned.plan().requirement() == TlsRequirement.OPPORTUNISTIC && !setup.neverInTheClear();
            if (!transport.startTlsFailed() || !clearAllowed) {
                throw e;
            }
        }
        // Whoever can break the handshake could also have taken away the offer of STARTTLS (RFC 7435 section 3).
        HostTransport inTheClear = setup.transport(ConnectionTls.of(planned, TlsUse.NONE));
        inTheClear.open();
        return inTheClear;
    }

    private boolean send(HostTransport transport) {
        try {
            transport.sendMessage(message, remaining.toArray(InternetAddress[]::new));
            sent(List.copyOf(remaining));
            return false;
        } catch (SendFailedException e) {
            return partly(transport, e);
        } catch (MessagingException e) {
            return broken(transport, e);
        }
    }

    private boolean partly(HostTransport transport, SendFailedException e) {
        List<InternetAddress> sent = remainingOf(e.getValidSentAddresses());
        sent(sent);
        invalid(remainingOf(e.getInvalidAddresses()));
        if (sent.isEmpty() && e instanceof SMTPSendFailedException reply) {
            // Not about recipients, but about the message.
            return broken(transport, e) && reply.getReturnCode() < PERMANENT;
        }
        // The text is that of a success, or says nothing; what is nested are the failures, one for each recipient.
        failures.add(e.getNextException() instanceof MessagingException each ? each : e);
        return true;
    }

    private boolean broken(HostTransport transport, MessagingException e) {
        if (!transport.mayHaveAccepted()) {
            failures.add(e);
            return !transport.refusedForGood();
        }
        // Another host would perhaps deliver it a second time. Whether to risk that is for the application to say.
        failures.add(new MessagingException(
                "4.4.2 " + transport.host() + ": the connection broke after the end of the message, which may have been"
                        + " accepted",
                e));
        return false;
    }

    private void sent(List<InternetAddress> recipients) {
        outcome.sent(recipients);
        remaining.removeIf(objects(recipients)::contains);
    }

    private void invalid(List<InternetAddress> recipients) {
        outcome.invalid(recipients);
        remaining.removeIf(objects(recipients)::contains);
        allSent &= recipients.isEmpty();
    }

    /** Those of {@code addresses} for whom nothing was decided. */
    private List<InternetAddress> remainingOf(Address @Nullable [] addresses) {
        Set<Object> theirs = objects(addresses == null ? List.of() : List.of(addresses));
        return remaining.stream().filter(theirs::contains).toList();
    }

    /** By identity: to a host, addresses that differ in case only may be two, and it may have taken one of them. */
    private static Set<Object> objects(List<? extends Address> addresses) {
        Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
        objects.addAll(addresses);
        return objects;
    }
}
