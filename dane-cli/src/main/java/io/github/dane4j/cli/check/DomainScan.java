package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.probe.Protocol;
import io.github.dane4j.cli.probe.ServerProbe;
import io.github.dane4j.cli.report.Json;
import io.github.dane4j.cli.resolver.PlainDns;
import io.github.dane4j.cli.resolver.ResolverProbe;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.Security;
import io.github.dane4j.policy.DeliveryPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Judges many mail domains, one like the other, by DNS alone or with connections. Thread-safe. */
public final class DomainScan implements AutoCloseable {
    private final Policies policies;
    private final LookupFaults faults;
    private final int port;
    private final Optional<DestinationCheck> check;

    private DomainScan(
            DnssecResolver resolver, ResolverProbe probe, PlainDns plain, int port, Optional<DestinationCheck> check) {
        this.policies = new Policies(resolver);
        this.faults = new LookupFaults(resolver, probe, plain);
        this.port = port;
        this.check = check;
    }

    /**
     * By what DNS says alone: a server is not seen, and counts as what was promised for it.
     *
     * @param resolver stays the caller's to close
     * @param probe tells whether a failure is the fault of the resolver itself
     * @param plain finds out, after a failure, which zone is at fault
     * @param port of the mail servers, nearly always 25
     */
    public static DomainScan dnsOnly(DnssecResolver resolver, ResolverProbe probe, PlainDns plain, int port) {
        return new DomainScan(resolver, probe, plain, port, Optional.empty());
    }

    /**
     * With a connection to each address of each MX host, made once for all domains.
     *
     * @param resolver stays the caller's to close
     * @param probe tells whether a failure is the fault of the resolver itself
     * @param plain asks what {@code resolver} does not report, such as when signatures end
     * @param port of the mail servers, nearly always 25
     * @param patience how long to wait for servers
     * @param threads how many servers are connected to at once
     */
    public static DomainScan connecting(
            DnssecResolver resolver,
            ResolverProbe probe,
            PlainDns plain,
            int port,
            ServerProbe.Patience patience,
            int threads) {
        DestinationCheck.Settings settings = new DestinationCheck.Settings(
                Optional.of(Protocol.SMTP),
                ServerProbe.Families.BOTH,
                patience,
                Duration.ofDays(14),
                Optional.empty(),
                List.of());
        return new DomainScan(
                resolver,
                probe,
                plain,
                port,
                Optional.of(new DestinationCheck(
                        resolver, probe, plain, settings, threads, Optional.of(new SeenServers()))));
    }

    /**
     * How the domain stands. Blocks for the lookups and connections. Whatever comes from the network is a finding, and never an
     * exception.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public DomainSummary judge(DomainName domain) throws InterruptedException {
        return check.isPresent()
                ? summary(check.get().domain(new Destination(domain, OptionalInt.empty()), port))
                : byDns(domain);
    }

    /**
     * How one mail server stands that no MX record names yet. Blocks for the lookups and connections.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public DomainSummary server(DomainName host) throws InterruptedException {
        if (check.isPresent()) {
            return summary(check.get().host(new Destination(host, OptionalInt.of(port))));
        }
        List<Finding> findings = new ArrayList<>();
        Policies.Candidate given = policies.given(host, port, true);
        DomainSummary.Host seen = byDns(given, given.policy().get(), false, findings);
        return new DomainSummary(seen.level(), Optional.empty(), List.of(seen), findings);
    }

    private static DomainSummary summary(DestinationReport report) {
        return new DomainSummary(
                report.level(),
                report.delivery().flatMap(delivery -> security(delivery.mx())),
                report.hosts().stream()
                        .map(host -> new DomainSummary.Host(
                                host.policy().host(),
                                host.preference(),
                                Json.word(host.policy().requirement()),
                                host.level()))
                        .toList(),
                report.all().stream()
                        .filter(finding -> finding.level() != Level.OK)
                        .toList());
    }

    private DomainSummary byDns(DomainName domain) {
        DeliveryPlan delivery = policies.delivery(domain, port);
        List<Finding> findings = new ArrayList<>();
        List<DomainSummary.Host> hosts = new ArrayList<>();
        switch (delivery.kind()) {
            case DELIVER -> {
                if (security(delivery.mx()).filter("insecure"::equals).isPresent()) {
                    findings.add(Finding.of(Code.MX_UNSIGNED)
                            .with("domain", domain.toString())
                            .with(
                                    "zone",
                                    LookupFaults.cut(delivery.mx())
                                            .orElse(domain)
                                            .toString()));
                }
                List<Policies.Candidate> candidates = policies.candidates((DeliveryPlan.Deliver) delivery);
                int asked = Math.min(candidates.size(), DestinationCheck.MAX_HOSTS);
                List<HostPolicy> seen = candidates.subList(0, asked).stream()
                        .map(each -> each.policy().get())
                        .toList();
                boolean reachable =
                        seen.stream().anyMatch(host -> !host.addresses().isEmpty());
                for (int i = 0; i < asked; i++) {
                    hosts.add(byDns(candidates.get(i), seen.get(i), reachable, findings));
                }
                if (candidates.size() > asked) {
                    findings.add(Finding.of(Code.HOSTS_LEFT_OUT).with("count", candidates.size() - asked));
                }
            }
            case DELAY -> findings.add(faults.delayed(domain, (DeliveryPlan.Delay) delivery));
            case UNDELIVERABLE ->
                findings.add(Finding.of(
                                ((DeliveryPlan.Undeliverable) delivery).reason() == Reason.NULL_MX
                                        ? Code.NULL_MX
                                        : Code.DOMAIN_MISSING)
                        .with("domain", domain.toString()));
        }
        Level level = Level.worst(findings.stream().map(Finding::level).toList(), Level.OK);
        return new DomainSummary(level, security(delivery.mx()), hosts, findings);
    }

    private DomainSummary.Host byDns(
            Policies.Candidate candidate, HostPolicy policy, boolean reachable, List<Finding> findings) {
        // An MX host without address is skipped; mail is lost only if there is no other.
        Optional<Finding> finding = finding(policy)
                .map(found -> found.code() == Code.MX_NO_ADDRESS && reachable ? found.at(Level.WARNING) : found)
                .map(found -> found.with(Finding.HOST, policy.host()));
        finding.ifPresent(findings::add);
        return new DomainSummary.Host(
                policy.host(),
                candidate.preference(),
                Json.word(policy.requirement()),
                finding.map(Finding::level).orElse(Level.OK));
    }

    private Optional<Finding> finding(HostPolicy policy) {
        Reason reason = policy.reason().orElse(Reason.NO_TLSA);
        return switch (policy.requirement()) {
            case AUTHENTICATED -> Optional.empty();
            case ENCRYPTED -> Optional.of(Finding.of(Code.RECORDS_UNUSABLE).with("port", policy.port()));
            case OPPORTUNISTIC ->
                Optional.of(Finding.of(
                                reason == Reason.HOST_INSECURE
                                        ? Code.HOST_UNSIGNED_UNSEEN
                                        : reason == Reason.ADDRESS_LITERAL
                                                ? Code.MX_IS_ADDRESS
                                                : Code.TLSA_MISSING_UNSEEN)
                        .with("port", policy.port()));
            case SKIP -> Optional.of(faults.skipped(policy));
        };
    }

    private static Optional<String> security(Answer<?> answer) {
        return switch (answer.kind()) {
            case DATA -> Optional.of(word(((Answer.Data<?>) answer).security()));
            case DENIAL -> Optional.of(word(((Answer.Denial<?>) answer).security()));
            case FAILURE -> Optional.empty();
        };
    }

    private static String word(Security security) {
        return Json.word(security);
    }

    @Override
    public void close() {
        check.ifPresent(DestinationCheck::close);
    }
}
