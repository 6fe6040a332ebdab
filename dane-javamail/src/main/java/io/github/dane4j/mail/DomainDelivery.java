package io.github.dane4j.mail;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.MtaStsPolicies;
import io.github.dane4j.policy.TlsPlan;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/** Delivers one message to one domain: to its hosts in turn, until every recipient is decided. */
final class DomainDelivery implements Runnable {
    /** Enough for any domain; a domain that publishes hundreds must not hold up the sender. */
    static final int MAX_HOSTS = 10;

    /** How many hosts are compared with an MTA-STS policy: the ten to be tried are among them, or there are none. */
    private static final int MAX_COMPARED = 10 * MAX_HOSTS;

    private static final int PERMANENT = 500;

    private final MxSettings setup;
    private final ConnectionPool pool;
    private final MimeMessage message;
    private final MessageTls asked;
    private final NextHop nextHop;
    private final long end;
    private final Outcome outcome = new Outcome();
    private final List<InternetAddress> all;
    private final Recipients known;

    /** The recipients that are not yet decided. */
    private final List<InternetAddress> remaining;

    /** The failures so far; reported only if the message was not sent to every recipient. */
    private final List<MessagingException> failures = new ArrayList<>();

    /** The remaining recipients for whom a server may have accepted the message. */
    private final Set<Object> uncertain = objects(List.of());

    /** The remaining recipients for whom a server has refused the message permanently. */
    private final Set<Object> refused = objects(List.of());

    private @Nullable HostTransport opening;
    private boolean allSent = true;

    /** Whether the domain certainly has no MTA-STS policy other than the one found, if any. */
    private boolean mtaStsKnown = true;

    private volatile @Nullable DeliveryTime time;
    private volatile boolean stopped;

    /** Does nothing yet; {@code end} is the deadline, by {@code System.nanoTime}. */
    DomainDelivery(
            MxSettings setup,
            ConnectionPool pool,
            MimeMessage message,
            MessageTls asked,
            NextHop nextHop,
            List<InternetAddress> recipients,
            long end) {
        this.setup = setup;
        this.pool = pool;
        this.message = message;
        this.asked = asked;
        this.nextHop = nextHop;
        this.all = List.copyOf(recipients);
        this.known = new Recipients(nextHop.text());
        this.remaining = new ArrayList<>(recipients);
        this.end = end;
    }

    /** Puts each recipient into one of the lists of the outcome. Never throws. */
    @Override
    public void run() {
        try {
            deliverInTime();
        } catch (MessagingException e) {
            failures.add(e);
            known.brokenOff(
                    undecided(),
                    e instanceof WaitingException waiting ? waiting.statusCode() : StatusCode.NOT_CONFIGURED);
        } catch (RuntimeException e) {
            // The message may have been sent to other recipients, and the caller must learn that.
            failures.add(failed(e));
            known.brokenOff(undecided(), StatusCode.UNDEFINED);
        } catch (Error e) {
            failures.add(failed(e));
            known.brokenOff(undecided(), StatusCode.UNDEFINED);
            outcome.error(e);
        }
        outcome.unsent(remaining);
        outcome.tell(() -> known.outcomes(all));
        if (!allSent || !remaining.isEmpty()) {
            failures.forEach(outcome::because);
        }
    }

    private void deliverInTime() throws MessagingException {
        ScopedSession.Scope scope = ScopedSession.open(setup.properties());
        long millis = Math.min(setup.settings().domainMillis(), DeliveryTime.millisUntil(end));
        try (DeliveryTime allowed = new DeliveryTime(millis)) {
            time = allowed;
            if (stopped) {
                allowed.expire();
            }
            deliver(allowed);
            if (allowed.isOver() && !remaining.isEmpty()) {
                // First in the list, so that the hosts tried before do not decide.
                failures.add(0, allowed.expired(nextHop.text()));
                known.brokenOff(undecided(), StatusCode.EXPIRED);
            }
        } finally {
            scope.close();
        }
    }

    private MessagingException failed(Throwable e) {
        return new MessagingException(
                "4.0.0 delivery to " + nextHop.text() + " failed: " + e, e instanceof Exception cause ? cause : null);
    }

    /** Called from another thread: stops as soon as possible, or keeps the delivery from starting. */
    void stop() {
        stopped = true;
        DeliveryTime running = time;
        if (running != null) {
            running.expire();
        }
    }

    /** To be read once the delivery has ended. */
    Outcome outcome() {
        return outcome;
    }

    private void deliver(DeliveryTime allowed) throws MessagingException {
        if (allowed.isOver()) {
            return;
        }
        if (nextHop.domain().isPresent()) {
            HostPlanner planner = setup.planner().to(nextHop.domain().get()).with(asked);
            follow(planner, planner.delivery(nextHop.domain().get(), setup.port()), allowed);
        } else {
            MailHost literal = new MailHost(nextHop.text(), setup.port(), MailHost.Origin.NON_MX, List.of());
            toHosts(setup.planner().with(asked), List.of(literal), Optional.empty(), allowed);
        }
    }

    private void follow(HostPlanner planner, DeliveryPlan plan, DeliveryTime allowed) throws MessagingException {
        switch (plan.kind()) {
            case DELIVER -> {
                List<MailHost> hosts = ((DeliveryPlan.Deliver) plan).hosts();
                toHosts(planner, hosts, mtaSts(planner, hosts, allowed), allowed);
            }
            case DELAY -> {
                known.waiting(remaining, nextHop.text(), ((DeliveryPlan.Delay) plan).reason());
                setup.sessions().delayed((DeliveryPlan.Delay) plan);
                failures.add(MailRefusal.delayed((DeliveryPlan.Delay) plan));
            }
            case UNDELIVERABLE -> {
                known.undeliverable(remaining, ((DeliveryPlan.Undeliverable) plan).reason());
                invalid(List.copyOf(remaining));
                failures.add(MailRefusal.undeliverable((DeliveryPlan.Undeliverable) plan));
            }
        }
    }

    /**
     * The MTA-STS policy of the domain. If it names none of the hosts, there may be a newer one (RFC 8461 section 5.1). A
     * policy host that does not answer must leave time for the mail.
     */
    private Optional<MtaStsRule> mtaSts(HostPlanner planner, List<MailHost> hosts, DeliveryTime allowed)
            throws MessagingException {
        DomainName domain = nextHop.domain().orElseThrow();
        MtaStsPolicies.Found found = planner.mtaSts(domain, allowed.half(), false);
        Optional<MtaStsRule> rule = rule(domain, found);
        if (rule.filter(each ->
                        each.isEnforced() && hosts.stream().limit(MAX_COMPARED).noneMatch(each::allows))
                .isPresent()) {
            found = planner.mtaSts(domain, allowed.half(), true);
            rule = rule(domain, found);
        }
        mtaStsKnown = found.known();
        setup.sessions().mtaStsPolicy(domain, found);
        return rule;
    }

    private static Optional<MtaStsRule> rule(DomainName domain, MtaStsPolicies.Found found) {
        return found.policy().map(policy -> new MtaStsRule(domain, policy));
    }

    private void toHosts(HostPlanner planner, List<MailHost> hosts, Optional<MtaStsRule> rule, DeliveryTime allowed)
            throws MessagingException {
        Optional<MtaStsRule> enforced = rule.filter(MtaStsRule::isEnforced);
        int tried = 0;
        int skipped = 0;
        for (MailHost host : enforced.isPresent() ? hosts.subList(0, Math.min(hosts.size(), MAX_COMPARED)) : hosts) {
            if (remaining.isEmpty() || allowed.isOver()) {
                return;
            }
            if (enforced.isPresent() && !enforced.get().allows(host)) {
                // Skipping costs nothing, and a later host may be the only one that the domain means.
                if (skipped++ < MAX_HOSTS) {
                    skip(host, enforced.get());
                }
            } else if (tried++ == MAX_HOSTS || !toHost(planner, host, rule, allowed)) {
                return;
            }
        }
    }

    private void skip(MailHost host, MtaStsRule rule) {
        known.waiting(remaining, host.toString(), Reason.MTA_STS_MX_MISMATCH);
        setup.sessions().notNamed(host, rule);
        failures.add(MailLog.notConnected(host, MailRefusal.notNamed(host, rule)));
    }

    /** Whether another host may be tried for those who remain. */
    private boolean toHost(HostPlanner planner, MailHost host, Optional<MtaStsRule> rule, DeliveryTime allowed)
            throws MessagingException {
        ConnectionPlan before = pool.plan(ConnectionPlan.key(nextHop, host));
        if (before == null || !before.isBy(planner, host, rule)) {
            return toHost(planner, planner.plan(host).under(rule), allowed);
        }
        Optional<PlannedHost> anew = planner.planAgain(before.planned());
        return anew.isPresent() ? toHost(planner, anew.get().under(rule), allowed) : toHost(before, allowed);
    }

    private boolean toHost(HostPlanner planner, PlannedHost planned, DeliveryTime allowed) {
        MailHost host = planned.host();
        if (planned.plan() instanceof TlsPlan.Refuse refuse) {
            known.waiting(remaining, host.toString(), refuse.reason());
            setup.sessions().skipped(host, refuse);
            failures.add(MailLog.notConnected(host, MailRefusal.skipped(host, refuse)));
            return true;
        }
        opening = null;
        try {
            if (asked == MessageTls.REQUIRED && !RequireTls.isNameProven(planned)) {
                throw MailLog.notConnected(
                        host, mtaStsKnown ? RequireTls.nameNotProven(planned) : RequireTls.nameNotYetProven(planned));
            }
            PlannedHost restricted = setup.targets().restrict(planned);
            return toHost(
                    new ConnectionPlan(
                            ConnectionPlan.key(nextHop, host), planner, planned, restricted, planner.terms(restricted)),
                    allowed);
        } catch (MessagingException e) {
            return unreachable(host, e);
        }
    }

    private boolean toHost(ConnectionPlan plan, DeliveryTime allowed) {
        opening = null;
        try {
            Optional<HostTransport> kept = pool.take(plan, allowed);
            if (kept.isPresent()) {
                boolean next = send(kept.get(), plan, allowed);
                if (!kept.get().isStale() || allowed.isOver()) {
                    return next;
                }
            }
            return send(open(plan.restricted(), allowed), plan, allowed);
        } catch (MessagingException e) {
            return unreachable(plan.planned().host(), e);
        }
    }

    private boolean unreachable(MailHost host, MessagingException why) {
        known.unreachable(remaining, host.toString(), tried(), why);
        failures.add(why);
        return true;
    }

    private boolean send(HostTransport transport, ConnectionPlan plan, DeliveryTime allowed) {
        try {
            return send(transport);
        } finally {
            pool.give(plan, transport, allowed);
        }
    }

    private HostTransport open(PlannedHost planned, DeliveryTime allowed) throws MessagingException {
        PkixDemand demand = asked == MessageTls.REQUIRED ? PkixDemand.REQUIRETLS : PkixDemand.NONE;
        HostTransport named = setup.transport(ConnectionTls.toMxHost(planned, demand), allowed);
        opening = named;
        MessagingException failure;
        try {
            named.open(pool.now());
            checkRequireTls(named);
            return named;
        } catch (MessagingException e) {
            if (!named.startTlsFailed() || named.planned().isRequired()) {
                throw e;
            }
            failure = e;
        }
        if (named.handshakeFailed()) {
            Optional<ConnectionTls> withoutName = ConnectionTls.withoutServerName(planned);
            if (withoutName.isPresent()) {
                HostTransport unnamed = setup.transport(withoutName.get(), allowed);
                opening = unnamed;
                try {
                    unnamed.open(pool.now());
                    return unnamed;
                } catch (MessagingException e) {
                    failure.addSuppressed(e);
                }
            }
        }
        if (setup.neverInTheClear()) {
            throw failure;
        }
        // An attacker who can break the handshake could also have removed the offer of STARTTLS (RFC 7435 section 3).
        HostTransport inTheClear = setup.transport(ConnectionTls.inTheClear(planned), allowed);
        opening = inTheClear;
        inTheClear.open(pool.now());
        return inTheClear;
    }

    private void checkRequireTls(HostTransport opened) throws MessagingException {
        Optional<MessagingException> objection =
                asked == MessageTls.REQUIRED ? opened.objectionToRequireTls() : Optional.empty();
        if (objection.isPresent()) {
            opened.close();
            throw MailLog.notConnected(opened.planned().host(), objection.get());
        }
    }

    /** The attempt at the host that could not be connected to; empty if it was not tried. */
    private Optional<RecipientOutcome.Attempt> tried() {
        return Optional.ofNullable(opening).flatMap(DaneSmtpTransport::attempt);
    }

    private boolean send(HostTransport transport) {
        List<InternetAddress> sendable = sendable(transport);
        if (sendable.isEmpty()) {
            return true;
        }
        try {
            transport.sendMessage(message, sendable.toArray(InternetAddress[]::new));
            known.delivered(sendable, transport, transport.replies().toData());
            sent(sendable);
            return true;
        } catch (UncertainDeliveryException e) {
            // Another host might deliver it a second time. Whether to risk that is the application's choice.
            List<InternetAddress> accepted = Recipients.accepted(sendable, transport);
            known.refused(sendable, transport);
            known.uncertain(accepted, transport);
            uncertain.addAll(objects(accepted));
            invalid(remainingOf(e.getInvalidAddresses()));
            failures.add(e);
            return false;
        } catch (SendFailedException e) {
            return transport.isStale() || partly(transport, sendable, e);
        } catch (MessagingException e) {
            if (transport.isStale()) {
                // Treated as not tried: another connection will be.
                return true;
            }
            if (transport.replies().refusedForGood()) {
                known.refused(
                        sendable, transport, PERMANENT, transport.replies().toData());
                refused.addAll(objects(sendable));
            } else {
                known.unreachable(sendable, nextHop.text(), transport.attempt(), e);
            }
            failures.add(e);
            return !transport.replies().refusedForGood();
        }
    }

    /** The recipients whose addresses the host accepts; another host may accept the others. */
    private List<InternetAddress> sendable(HostTransport transport) {
        List<InternetAddress> sendable = new ArrayList<>();
        for (InternetAddress recipient : remaining) {
            try {
                Envelope.recipient(recipient, transport.takesUtf8());
                sendable.add(recipient);
            } catch (MessagingException e) {
                known.withoutUtf8(recipient, transport);
                failures.add(e);
            }
        }
        return sendable;
    }

    private boolean partly(HostTransport transport, List<InternetAddress> sendable, SendFailedException e) {
        List<InternetAddress> sent = remainingOf(e.getValidSentAddresses());
        known.delivered(sent, transport, transport.replies().toData());
        known.refused(sendable, transport);
        sent(sent);
        List<InternetAddress> invalid = remainingOf(e.getInvalidAddresses());
        invalid(invalid);
        if (sent.isEmpty() && e instanceof SMTPSendFailedException reply) {
            // The reply is about the message, not a recipient. If MAIL was refused, no recipient has a reply.
            List<InternetAddress> those =
                    transport.replies().toRecipients().isEmpty() ? sendable : Recipients.accepted(sendable, transport);
            if (reply.getReturnCode() < 0) {
                // There was no reply: the text is Angus's own.
                known.unsent(those, StatusCode.BAD_CONNECTION, transport);
            } else {
                known.refused(those, transport, reply.getReturnCode(), ServerReply.of(reply.getMessage()));
            }
            if (reply.getReturnCode() >= PERMANENT) {
                refused.addAll(objects(those));
            }
            failures.add(e);
            return !transport.replies().refusedForGood() && reply.getReturnCode() < PERMANENT;
        }
        // The text is a success or says nothing; nested are the failures, one for each recipient.
        failures.add(e.getNextException() instanceof MessagingException each ? each : e);
        return true;
    }

    private void sent(List<InternetAddress> recipients) {
        outcome.sent(recipients);
        if (recipients.size() == remaining.size()) {
            remaining.clear();
        } else {
            remaining.removeIf(objects(recipients)::contains);
        }
    }

    private void invalid(List<InternetAddress> recipients) {
        outcome.invalid(recipients);
        remaining.removeIf(objects(recipients)::contains);
        allSent &= recipients.isEmpty();
    }

    /** The recipients that no server has refused permanently or may have accepted the message for. */
    private List<InternetAddress> undecided() {
        return remaining.stream()
                .filter(each -> !uncertain.contains(each) && !refused.contains(each))
                .toList();
    }

    /** Those of {@code addresses} that are not yet decided. */
    private List<InternetAddress> remainingOf(Address @Nullable [] addresses) {
        Set<Object> theirs = objects(addresses == null ? List.of() : List.of(addresses));
        return remaining.stream().filter(theirs::contains).toList();
    }

    /**
     * By identity: addresses that differ only in case may be two recipients for a host, and it may have accepted one of
     * them.
     */
    private static Set<Object> objects(List<? extends Address> addresses) {
        Set<Object> objects = Collections.newSetFromMap(new IdentityHashMap<>());
        objects.addAll(addresses);
        return objects;
    }
}
