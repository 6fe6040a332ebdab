package io.github.dane4j.cli.check;

import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.MxRecord;
import io.github.dane4j.smtp.DaneMode;
import io.github.dane4j.smtp.DeliveryPlan;
import io.github.dane4j.smtp.HostPlan;
import io.github.dane4j.smtp.MailHost;
import io.github.dane4j.smtp.SmtpDane;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/** Asks DNS for a destination, then each of its hosts at each address. Several hosts at a time. */
final class DestinationCheck implements AutoCloseable {
    /** More than mail domains have, few enough to wait for. */
    static final int MAX_HOSTS = 16;

    static final int MAX_ADDRESSES = 8;
    private static final int THREADS = 8;

    private final SmtpDane dane;
    private final StartTls startTls;
    private final Duration timeout;
    private final ExecutorService workers = Executors.newFixedThreadPool(THREADS, daemons("dane-check"));
    private final ScheduledExecutorService watchdog =
            Executors.newSingleThreadScheduledExecutor(daemons("dane-check-watchdog"));

    /**
     * A check.
     *
     * @param timeout for each connection as a whole
     */
    DestinationCheck(DnssecResolver resolver, StartTls startTls, Duration timeout) {
        // Opportunistic, so that a host without DANE is looked at as well.
        this.dane = new SmtpDane(resolver, DaneMode.OPPORTUNISTIC);
        this.startTls = startTls;
        this.timeout = timeout;
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Checks a host, without asking for MX records. */
    DestinationReport host(Destination destination) throws InterruptedException {
        MailHost host = new MailHost(
                destination.name().toString(), destination.port().orElseThrow(), MailHost.Origin.NON_MX, List.of());
        return new DestinationReport(
                destination.toString(), Optional.empty(), check(List.of(new Candidate(OptionalInt.empty(), host))), 0);
    }

    /** Checks the MX hosts of a domain, each at {@code port}. */
    DestinationReport domain(Destination destination, int port) throws InterruptedException {
        DeliveryPlan delivery = dane.delivery(destination.name(), port);
        List<Candidate> candidates = delivery instanceof DeliveryPlan.Deliver deliver ? candidates(deliver) : List.of();
        List<Candidate> asked = candidates.subList(0, Math.min(candidates.size(), MAX_HOSTS));
        return new DestinationReport(
                destination.toString(), Optional.of(delivery), check(asked), candidates.size() - asked.size());
    }

    private record Candidate(OptionalInt preference, MailHost host) {}

    /** In the order of preference, and in one order where preferences are equal: a report is no delivery. */
    private static List<Candidate> candidates(DeliveryPlan.Deliver deliver) {
        Set<Candidate> candidates = new LinkedHashSet<>();
        for (MailHost host : deliver.hosts()) {
            candidates.add(new Candidate(preference(deliver.mx(), host), host));
        }
        List<Candidate> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.<Candidate>comparingInt(each -> each.preference().orElse(0))
                .thenComparing(each -> each.host().host()));
        return sorted;
    }

    private static OptionalInt preference(Answer<MxRecord> mx, MailHost host) {
        return mx instanceof Answer.Data<MxRecord> data
                ? data.records().stream()
                        .filter(record -> record.exchange().equals(host.host()))
                        .mapToInt(MxRecord::preference)
                        .min()
                : OptionalInt.empty();
    }

    private List<HostReport> check(List<Candidate> candidates) throws InterruptedException {
        List<Future<HostReport>> running = new ArrayList<>();
        for (Candidate candidate : candidates) {
            running.add(workers.submit(() -> check(candidate)));
        }
        List<HostReport> reports = new ArrayList<>();
        for (Future<HostReport> each : running) {
            try {
                reports.add(each.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return reports;
    }

    private HostReport check(Candidate candidate) {
        HostPlan plan = dane.plan(candidate.host());
        List<InetAddress> asked =
                plan.addresses().subList(0, Math.min(plan.addresses().size(), MAX_ADDRESSES));
        Probe probe = new Probe(plan, dane.verifier(), startTls, timeout, watchdog);
        return new HostReport(
                candidate.preference(),
                plan,
                asked.stream().map(probe::of).toList(),
                plan.addresses().size() - asked.size());
    }

    @Override
    public void close() {
        workers.shutdownNow();
        watchdog.shutdownNow();
    }
}
