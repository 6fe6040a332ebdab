package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.beside.BesideDane;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.probe.Observation;
import io.github.dane4j.cli.probe.Protocol;
import io.github.dane4j.cli.probe.ServerProbe;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import io.github.dane4j.policy.DeliveryPlan;
import io.github.dane4j.policy.MailHost;
import io.github.dane4j.policy.SrvName;
import io.github.dane4j.policy.SrvPlan;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/** Asks DNS for a destination, then each of its hosts at each address, several at a time; then judges. */
final class DestinationCheck implements AutoCloseable {
    /** More than mail domains have, few enough to wait for. */
    static final int MAX_HOSTS = 64;

    static final int MAX_ADDRESSES = 64;

    private static final int THREADS = 16;
    private static final int LONG_TTL = 86_400;

    /**
     * How to look.
     *
     * @param protocol what to speak; empty to choose by the port
     * @param families which addresses to try
     * @param patience how long to wait for servers
     * @param days until when certificates and signatures should be valid
     * @param beside looks at what a domain has beside DANE; empty to leave it out
     * @param selectors of DKIM keys
     */
    record Settings(
            Optional<Protocol> protocol,
            ServerProbe.Families families,
            ServerProbe.Patience patience,
            Duration days,
            Optional<BesideDane> beside,
            List<String> selectors) {}

    private final DnssecResolver resolver;
    private final Policies policies;
    private final LookupFaults faults;
    private final PlainDns plain;
    private final Settings settings;
    private final ExecutorService workers;
    private final Optional<SeenServers> seenServers;
    private final ScheduledExecutorService watchdog =
            Executors.newSingleThreadScheduledExecutor(daemons("dane-check-watchdog"));

    DestinationCheck(DnssecResolver resolver, ResolverProbe probe, PlainDns plain, Settings settings) {
        this(resolver, probe, plain, settings, THREADS, Optional.empty());
    }

    /** For many destinations, which share {@code seenServers}: each server is connected to once. */
    DestinationCheck(
            DnssecResolver resolver,
            ResolverProbe probe,
            PlainDns plain,
            Settings settings,
            int threads,
            Optional<SeenServers> seenServers) {
        this.workers = Executors.newFixedThreadPool(threads, daemons("dane-check"));
        this.seenServers = seenServers;
        this.resolver = resolver;
        this.policies = new Policies(resolver);
        this.faults = new LookupFaults(resolver, probe, plain);
        this.plain = plain;
        this.settings = settings;
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
        int port = destination.port().orElseThrow();
        boolean mail = settings.protocol().orElse(Protocol.ofPort(port)) == Protocol.SMTP;
        Policies.Candidate given = policies.given(destination.name(), port, mail);
        return report(
                destination.toString(),
                destination.name(),
                Optional.empty(),
                check(destination.name(), List.of(given)),
                0);
    }

    /** Checks the MX hosts of a domain, each at {@code port}. */
    DestinationReport domain(Destination destination, int port) throws InterruptedException {
        DeliveryPlan delivery = policies.delivery(destination.name(), port);
        List<Policies.Candidate> candidates =
                delivery instanceof DeliveryPlan.Deliver deliver ? policies.candidates(deliver) : List.of();
        List<Policies.Candidate> asked = candidates.subList(0, Math.min(candidates.size(), MAX_HOSTS));
        return report(
                destination.toString(),
                destination.name(),
                Optional.of(delivery),
                check(destination.name(), asked),
                candidates.size() - asked.size());
    }

    /** Checks the servers of a service of a domain (RFC 7673). */
    DestinationReport service(SrvName name) throws InterruptedException {
        SrvPlan plan = policies.discover(name);
        List<Policies.Candidate> candidates =
                plan instanceof SrvPlan.Targets found ? policies.candidates(found) : List.of();
        DestinationReport report =
                report(name.toString(), name.domain(), Optional.empty(), check(name.domain(), candidates), 0);
        List<Finding> findings = new ArrayList<>(report.findings());
        switch (plan.kind()) {
            case TARGETS -> {
                if (isInsecure(plan.srv())) {
                    findings.add(faults.withoutDs(List.of(plan.srv()))
                            .orElseGet(() -> Finding.of(Code.SRV_UNSIGNED).with("service", name.toString())));
                }
            }
            case ABSENT -> findings.add(Finding.of(Code.SRV_MISSING).with("service", name.toString()));
            case NOT_OFFERED -> findings.add(Finding.of(Code.SRV_NOT_OFFERED).with("service", name.toString()));
            case FAILED -> findings.add(faults.of((Answer.Failure<?>) plan.srv()));
        }
        return new DestinationReport(
                report.destination(), report.delivery(), report.hosts(), report.leftOut(), findings, List.of());
    }

    private DestinationReport report(
            String destination, DomainName name, Optional<DeliveryPlan> delivery, List<HostReport> hosts, int leftOut) {
        Set<Finding> findings = new LinkedHashSet<>();
        delivery.ifPresent(plan -> findings.addAll(onDelivery(name, plan)));
        if (leftOut > 0) {
            findings.add(Finding.of(Code.HOSTS_LEFT_OUT).with("count", leftOut));
        }
        findings.addAll(faults.lesserTroubles());
        return new DestinationReport(
                destination, delivery, hosts, leftOut, List.copyOf(findings), beside(name, delivery));
    }

    /** Only where mail goes somewhere, and somebody wants to know. */
    private List<Finding> beside(DomainName domain, Optional<DeliveryPlan> delivery) {
        if (settings.beside().isEmpty()
                || !(delivery.isPresent() && delivery.get() instanceof DeliveryPlan.Deliver deliver)) {
            return List.of();
        }
        List<String> hosts =
                deliver.hosts().stream().map(MailHost::host).distinct().toList();
        return settings.beside().get().of(domain, hosts, settings.selectors());
    }

    private List<Finding> onDelivery(DomainName domain, DeliveryPlan plan) {
        List<Finding> findings = new ArrayList<>();
        if (plan instanceof DeliveryPlan.Delay delay) {
            findings.add(faults.delayed(domain, delay));
        } else if (plan instanceof DeliveryPlan.Undeliverable undeliverable) {
            findings.add(Finding.of(undeliverable.reason() == Reason.NULL_MX ? Code.NULL_MX : Code.DOMAIN_MISSING)
                    .with("domain", domain.toString()));
        } else if (isInsecure(plan.mx())) {
            findings.add(faults.withoutDs(List.of(plan.mx()))
                    .orElseGet(() -> Finding.of(Code.MX_UNSIGNED)
                            .with("domain", domain.toString())
                            .with(
                                    "zone",
                                    LookupFaults.cut(plan.mx()).orElse(domain).toString())));
        } else {
            findings.addAll(signaturesEnd(signed(new Signatures(domain, "MX"))));
        }
        return findings;
    }

    private static boolean isInsecure(Answer<?> answer) {
        return switch (answer.kind()) {
            case DATA -> ((Answer.Data<?>) answer).security() == Security.INSECURE;
            case DENIAL -> ((Answer.Denial<?>) answer).security() == Security.INSECURE;
            case FAILURE -> false;
        };
    }

    /** The signatures of one record set. */
    private record Signatures(DomainName name, String type) {
        @Override
        public String toString() {
            return name + " " + type;
        }
    }

    /** Those of the sets that are signed. */
    private Map<Signatures, PlainDns.Signed> signed(Signatures... sets) {
        Map<Signatures, PlainDns.Signed> found = new LinkedHashMap<>();
        for (Signatures each : sets) {
            plain.signatures(each.name(), each.type()).ifPresent(signed -> found.put(each, signed));
        }
        return found;
    }

    /**
     * Which signatures end soon: of these sets and of the keys of their zones the one that ends first, and of the DS records,
     * which the parents sign. A scan looks at the sets alone, for the sake of its rate.
     */
    private List<Finding> signaturesEnd(Map<Signatures, PlainDns.Signed> sets) {
        Map<Signatures, PlainDns.Signed> own = new LinkedHashMap<>(sets);
        Map<Signatures, PlainDns.Signed> parents = new LinkedHashMap<>();
        if (seenServers.isEmpty()) {
            Set<DomainName> zones = new LinkedHashSet<>();
            sets.values().forEach(signed -> signed.zone().ifPresent(zones::add));
            for (DomainName zone : zones) {
                plain.signatures(zone, "DNSKEY").ifPresent(signed -> own.put(new Signatures(zone, "DNSKEY"), signed));
                plain.signatures(zone, "DS").ifPresent(signed -> parents.put(new Signatures(zone, "DS"), signed));
            }
        }
        return Stream.of(firstToEnd(Code.SIGNATURE_ENDS_SOON, own), firstToEnd(Code.DS_SIGNATURE_ENDS_SOON, parents))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Finding> firstToEnd(Code code, Map<Signatures, PlainDns.Signed> signatures) {
        Instant now = Instant.now();
        return signatures.entrySet().stream()
                .filter(each -> endsSoon(each.getValue(), now))
                .min(Comparator.comparing(each -> each.getValue().ends()))
                .map(each -> Finding.of(code)
                        .with("query", each.getKey().toString())
                        .with("ends", each.getValue().ends()));
    }

    /** Signers renew ahead of the end: a signature with a third of its life before it is nothing to speak of. */
    private boolean endsSoon(PlainDns.Signed signed, Instant now) {
        Duration left = Duration.between(now, signed.ends());
        Duration life = Duration.between(signed.begins(), signed.ends());
        return left.compareTo(settings.days()) < 0 && left.multipliedBy(3).compareTo(life) < 0;
    }

    private record Planned(Policies.Candidate candidate, HostPolicy policy, List<InetAddress> asked) {}

    private List<HostReport> check(DomainName domain, List<Policies.Candidate> candidates) throws InterruptedException {
        List<Future<Planned>> plans = new ArrayList<>();
        for (Policies.Candidate candidate : candidates) {
            plans.add(workers.submit(() -> plan(candidate)));
        }
        List<Planned> planned = new ArrayList<>();
        List<List<Future<Observation>>> running = new ArrayList<>();
        for (Future<Planned> each : plans) {
            Planned host = result(each);
            planned.add(host);
            ServerProbe.Target target = target(domain, host.policy());
            ServerProbe probe = new ServerProbe(target, settings.families(), settings.patience(), watchdog);
            running.add(host.asked().stream()
                    .map(address -> workers.submit(() -> seenServers.isPresent()
                            ? seenServers.get().observe(probe, target, address)
                            : probe.observe(address)))
                    .toList());
        }
        List<Callable<HostReport>> reports = new ArrayList<>();
        boolean reachable =
                planned.stream().anyMatch(host -> !host.policy().addresses().isEmpty());
        for (int i = 0; i < planned.size(); i++) {
            List<Observation> seen = new ArrayList<>();
            for (Future<Observation> each : running.get(i)) {
                seen.add(result(each));
            }
            Planned host = planned.get(i);
            reports.add(() -> judged(host, seen, reachable));
        }
        List<HostReport> judged = new ArrayList<>();
        for (Future<HostReport> each : workers.invokeAll(reports)) {
            judged.add(result(each));
        }
        return judged;
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Planned plan(Policies.Candidate candidate) {
        HostPolicy policy = candidate.policy().get();
        List<InetAddress> all = policy.addresses();
        return new Planned(candidate, policy, all.subList(0, Math.min(all.size(), MAX_ADDRESSES)));
    }

    private ServerProbe.Target target(DomainName domain, HostPolicy policy) {
        return new ServerProbe.Target(
                policy.port(),
                seenServers.isPresent() ? "" : domain.toString(),
                policy.baseDomain().or(policy::name),
                settings.protocol());
    }

    private HostReport judged(Planned host, List<Observation> seen, boolean reachable) {
        HostPolicy policy = host.policy();
        Instant now = Instant.now();
        HostJudge judge = new HostJudge(policy, faults, now);
        AddressJudge addresses = new AddressJudge(
                policy, now, now.plus(settings.days()), settings.patience().whole());
        int leftOut = policy.addresses().size() - host.asked().size();
        List<RecordUse> records = judge.records(seen);
        List<Finding> findings = new ArrayList<>();
        for (Finding finding : judge.findings(seen, records, leftOut)) {
            // An MX host without address is skipped; mail is lost only if there is no other.
            findings.add(finding.code() == Code.MX_NO_ADDRESS && reachable ? finding.at(Level.WARNING) : finding);
        }
        if (judge.promised()) {
            judge.tlsaOwner().ifPresent(owner -> findings.addAll(onZone(policy, owner)));
        }
        return new HostReport(
                host.candidate().preference(),
                policy,
                records,
                seen.stream().map(addresses::of).toList(),
                leftOut,
                findings);
    }

    private List<Finding> onZone(HostPolicy policy, DomainName owner) {
        List<Finding> findings = new ArrayList<>();
        Signatures tlsa = new Signatures(owner, "TLSA");
        Map<Signatures, PlainDns.Signed> signed = signed(tlsa);
        Optional<PlainDns.Signed> signatures = Optional.ofNullable(signed.get(tlsa));
        if (seenServers.isEmpty()) {
            policy.name()
                    .ifPresent(host -> signed.putAll(signed(new Signatures(host, "A"), new Signatures(host, "AAAA"))));
        }
        findings.addAll(signaturesEnd(signed));
        signatures
                .filter(each -> each.ttl() > LONG_TTL)
                .ifPresent(each -> findings.add(
                        Finding.of(Code.TTL_LONG).with("query", tlsa.toString()).with("ttl", (int) each.ttl())));
        HostJudge.brokenDenial(resolver.query(owner, RecordType.A)).ifPresent(findings::add);
        return findings.stream()
                .map(finding -> finding.with(Finding.HOST, policy.host()))
                .toList();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        watchdog.shutdownNow();
    }
}
