package io.github.dane4j.tlsrpt;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.tlsrpt.Schedule.Due;
import io.github.dane4j.tlsrpt.Submission.Status;
import jakarta.mail.Session;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends the reports about yesterday to the domains that ask for them (RFC 8460 sections 3 and 5). It has no clock and no
 * timer: call {@link #sendDue} every quarter of an hour, from whatever runs the application's periodic work.
 *
 * <p>A domain's destinations are tried in the order of its record until one accepts. A failed report is tried again after a
 * quarter of an hour, then with doubling pauses, until a day after the first attempt. Sent reports are marked in the store:
 * a report goes out twice only if the store fails, or the process ends, after the report is accepted and before it is
 * marked; it then has the same identifier.
 *
 * <p>Thread-safe; concurrent calls take turns.
 */
public final class ReportSender {
    private static final System.Logger LOG = System.getLogger("io.github.dane4j.tlsrpt");
    private static final DomainName PREFIX = DomainName.of("_smtp._tls");
    private static final String MAIL = "mailto";
    private static final int AT_ONCE = 8;
    /** The days for which a report can still be sent: more than one, because of the initial delay and the retries. */
    private static final int DAYS = 2;

    private final SessionStore store;
    private final DnssecResolver resolver;
    private final SessionStore.Reporter reporter;
    private final HttpsDelivery https;
    private final @Nullable MailDelivery mail;
    private final Schedule schedule;

    private ReportSender(Builder builder, SSLContext tls) {
        store = builder.store;
        resolver = builder.resolver;
        reporter = builder.reporter;
        https = new HttpsDelivery(tls, builder.patience);
        mail = builder.mail;
        schedule = new Schedule(reporter);
    }

    /**
     * A sender of what {@code store} has counted.
     *
     * @param resolver finds out where a domain wants its reports; RFC 8460 does not ask for DNSSEC there, but a bogus record
     *     is not used
     * @param reporter the reporting organization; its address is the sender of report mails
     */
    public static Builder builder(SessionStore store, DnssecResolver resolver, SessionStore.Reporter reporter) {
        return new Builder(store, resolver, reporter);
    }

    /**
     * Sends each report that is due at {@code now}, and forgets the days that can no longer be reported. Returns the outcome
     * for each; a report that is not yet due is not among them. Eight are sent at a time, and each HTTPS destination gets at
     * most the time that was set as patience.
     *
     * @throws SessionStoreException if the counts cannot be read
     * @throws InterruptedException if the thread is interrupted; reports not yet sent are tried by a later call
     */
    public synchronized List<Submission> sendDue(Instant now) throws SessionStoreException, InterruptedException {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        List<Due> due = new ArrayList<>();
        for (int back = DAYS; back > 0; back--) {
            LocalDate day = today.minusDays(back);
            for (DomainName domain : store.unreported(day)) {
                Due report = new Due(domain, day);
                if (schedule.isDue(report, now)) {
                    due.add(report);
                }
            }
        }
        // Those that have never failed come first: a hanging destination delays only itself.
        due.sort(Comparator.comparingInt(schedule::failures));
        List<Submission> submissions = sendAll(due, now);
        store.forgetBefore(today.minusDays(DAYS));
        schedule.forgetBefore(today.minusDays(DAYS));
        return submissions;
    }

    private List<Submission> sendAll(List<Due> due, Instant now) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
            Thread thread = new Thread(task, "dane4j-tlsrpt");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Callable<Submission>> tasks = new ArrayList<>();
            due.forEach(report -> tasks.add(() -> send(report, now)));
            List<Submission> submissions = new ArrayList<>();
            for (Future<Submission> each : threads.invokeAll(tasks)) {
                submissions.add(each.get());
            }
            return submissions;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a report could not be handled", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Submission send(Due report, Instant now) throws InterruptedException {
        Submission submission = contained(report, now);
        if (submission.status() == Status.DEFERRED) {
            schedule.failed(report, now);
            LOG.log(System.Logger.Level.INFO, submission::detail);
            return submission;
        }
        try {
            store.reported(report.domain(), report.day());
            schedule.settled(report);
        } catch (SessionStoreException e) {
            schedule.failed(report, now);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the report for " + report.domain() + " may be sent twice: " + e.getMessage());
        }
        LOG.log(
                submission.status() == Status.GIVEN_UP ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                submission::detail);
        return submission;
    }

    /** One domain's records must not hold up the reports of others. */
    private Submission contained(Due report, Instant now) throws InterruptedException {
        try {
            return attempt(report, now);
        } catch (RuntimeException e) {
            return failed(report, now, "the report for " + report.domain() + " could not be handled: " + e);
        }
    }

    private Submission attempt(Due report, Instant now) throws InterruptedException {
        DomainName name;
        try {
            name = DomainName.of(PREFIX + "." + report.domain());
        } catch (InvalidNameException e) {
            return notWanted(report, report.domain() + " is too long to have a record below it: " + e.getMessage());
        }
        Answer<String> answer = resolver.query(name, RecordType.TXT);
        if (answer instanceof Answer.Failure<String> failure) {
            return failed(
                    report, now, "where " + report.domain() + " wants its reports is unknown: " + failure.detail());
        }
        List<String> records = answer instanceof Answer.Data<String> data ? data.records() : List.of();
        Optional<ReportingPolicy> policy = ReportingPolicy.of(records);
        if (policy.isEmpty()) {
            return notWanted(
                    report,
                    report.domain() + " takes no reports: expected exactly one record of version TLSRPTv1 at " + name);
        }
        List<URI> usable = policy.get().destinations().stream()
                .filter(each -> mail != null || !isMail(each))
                .toList();
        if (usable.isEmpty()) {
            return notWanted(
                    report,
                    report.domain() + " takes reports by mail only, and no DKIM key is set (RFC 8460 section 3)");
        }
        try {
            return deliver(report, now, usable);
        } catch (SessionStoreException e) {
            return failed(report, now, "the report for " + report.domain() + " is not ready: " + e.getMessage());
        }
    }

    private Submission deliver(Due report, Instant now, List<URI> destinations)
            throws SessionStoreException, InterruptedException {
        SealedReport sealed =
                new SealedReport(store.report(report.domain(), report.day(), reporter), report.domain(), reporter);
        List<String> problems = new ArrayList<>();
        for (URI destination : destinations) {
            try {
                if (mail != null && isMail(destination)) {
                    mail.deliver(sealed, destination);
                } else {
                    https.deliver(sealed, destination);
                }
                return new Submission(
                        report.domain(),
                        report.day(),
                        Status.ACCEPTED,
                        Optional.of(destination),
                        sealed.missingSessions(),
                        "the report for " + report.domain() + " was accepted by " + destination
                                + missing(sealed.missingSessions()));
            } catch (DeliveryException e) {
                problems.add(e.getMessage());
            }
        }
        return failed(
                report,
                now,
                sealed.missingSessions(),
                "the report for " + report.domain() + " was not accepted: " + String.join("; ", problems)
                        + missing(sealed.missingSessions()));
    }

    private static String missing(long sessions) {
        return sessions == 0 ? "" : "; up to " + sessions + " sessions are missing from it";
    }

    private static Submission notWanted(Due report, String detail) {
        return new Submission(report.domain(), report.day(), Status.NOT_WANTED, Optional.empty(), 0, detail);
    }

    /** The outcome for a failure before there is a report. */
    private Submission failed(Due report, Instant now, String detail) {
        return failed(report, now, 0, detail);
    }

    private Submission failed(Due report, Instant now, long missingSessions, String detail) {
        return new Submission(
                report.domain(),
                report.day(),
                schedule.isLast(report, now) ? Status.GIVEN_UP : Status.DEFERRED,
                Optional.empty(),
                missingSessions,
                detail);
    }

    private static boolean isMail(URI destination) {
        return destination.getScheme().toLowerCase(Locale.ROOT).equals(MAIL);
    }

    /** Settings of a sender. Not thread-safe. */
    public static final class Builder {
        private final SessionStore store;
        private final DnssecResolver resolver;
        private final SessionStore.Reporter reporter;
        private @Nullable SSLContext tls;
        private @Nullable MailDelivery mail;
        private Duration patience = Duration.ofSeconds(30);

        private Builder(SessionStore store, DnssecResolver resolver, SessionStore.Reporter reporter) {
            this.store = store;
            this.resolver = resolver;
            this.reporter = reporter;
        }

        /**
         * Sends reports by mail too; without this they go by HTTPS only. Needs Jakarta Mail and Apache James jDKIM on the
         * class path.
         *
         * @param session delivers the mails over the protocol that {@code Transport.send} would use. Reports must arrive
         *     despite any TLS failure (RFC 8460 sections 3 and 5.3.1). So a session that delivers to MX hosts must have
         *     {@code mail.smtp-mx.dane=none}, no policies for single destinations, no MTA-STS and no {@code
         *     starttls.required}; and it must not count its own sessions ({@code dane.sessions}). A relay is the reporter's
         *     own affair and may be held to DANE; the field {@code TLS-Required: No} (RFC 8689) in each report tells it not
         *     to hold the report back. The session must have timeouts, as the transports of {@code dane-javamail} do:
         *     Angus's own wait forever by default
         * @param key signs the mails; its domain is that of the reporter's address, or a parent of it
         * @throws IllegalArgumentException if the key belongs to another domain, or the session might hold reports back or
         *     count its own sessions
         */
        public Builder mail(Session session, DkimKey key) {
            String from = "." + reporter.domain().toLowerCase(Locale.ROOT);
            if (!from.endsWith("." + key.domain())) {
                throw new IllegalArgumentException("the DKIM key is of " + key.domain() + ", but reports come from "
                        + reporter.contact() + ": receivers ignore such a signature");
            }
            ReportSession.check(session, reporter.contact());
            mail = new MailDelivery(session, key);
            return this;
        }

        /** Whom to trust over HTTPS; by default the JVM's CAs. */
        public Builder tls(SSLContext context) {
            tls = context;
            return this;
        }

        /**
         * How long one destination may take over HTTPS, 30 seconds by default. Timeouts for mail are set in the session.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder patience(Duration atMost) {
            if (atMost.isNegative() || atMost.isZero()) {
                throw new IllegalArgumentException("expected a positive patience, found " + atMost);
            }
            patience = atMost;
            return this;
        }

        /** The sender. */
        public ReportSender build() {
            try {
                return new ReportSender(this, tls == null ? SSLContext.getDefault() : tls);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this JVM has no default TLS context", e);
            }
        }
    }
}
