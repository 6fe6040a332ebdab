package io.github.dane4j.cli.rollover;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.probe.Observation;
import io.github.dane4j.cli.probe.Protocol;
import io.github.dane4j.cli.probe.ServerProbe;
import io.github.dane4j.cli.resolver.ZoneServers;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Service;
import io.github.dane4j.dns.TlsaLookup;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.TlsaFormatException;
import io.github.dane4j.tlsa.TlsaRecord;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Asks DNS and the server. */
final class FactFinder implements AutoCloseable {
    private static final int SHOWN = 200;
    private static final int MAX_ADDRESSES = 64;

    /**
     * How to look.
     *
     * @param protocol what to speak to the server; empty to choose by the port
     * @param connect whether to look at what the server presents
     * @param zoneServers the servers to ask instead of those of the zone; empty to find them
     * @param patience how long to wait for the server
     */
    record Settings(
            Optional<Protocol> protocol,
            boolean connect,
            Map<String, InetSocketAddress> zoneServers,
            ServerProbe.Patience patience) {}

    private final DnssecResolver resolver;
    private final ZoneServers zones;
    private final Settings settings;
    private final Clock clock;
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dane-rollover");
        thread.setDaemon(true);
        return thread;
    });

    FactFinder(DnssecResolver resolver, ZoneServers zones, Settings settings, Clock clock) {
        this.resolver = resolver;
        this.zones = zones;
        this.settings = settings;
        this.clock = clock;
    }

    /** What there is to know about one server. Blocks for the lookups and connections. */
    Facts find(Service service) {
        TlsaLookup lookup = TlsaLookup.perform(resolver, service);
        List<Finding> findings = new ArrayList<>();
        DomainName base =
                lookup instanceof TlsaLookup.Found found ? found.baseDomain() : withoutAliases(service, lookup);
        DomainName owner = owner(service.tlsaName(base));
        Facts.Validated validated = validated(lookup, findings);
        boolean useful = validated == Facts.Validated.SECURE || validated == Facts.Validated.ABSENT;
        Optional<DomainName> zone = useful ? zones.zone(owner) : Optional.empty();
        List<ZoneView> views = useful ? views(zone, owner, findings) : List.of();
        List<Facts.Presented> servers =
                settings.connect() ? servers(service, base, lookup.addresses(), findings) : List.of();
        return new Facts(
                clock.instant(),
                service.toString(),
                zone.map(DomainName::toString).orElse(""),
                owner.toString(),
                validated,
                lookup instanceof TlsaLookup.Found found ? found.records() : List.of(),
                views,
                servers,
                findings);
    }

    /** The first name at which a sender looks for records (RFC 7671 section 7). */
    private static DomainName withoutAliases(Service service, TlsaLookup lookup) {
        return lookup.evidence().stream()
                .filter(answer -> answer.name().equals(service.host()))
                .map(FactFinder::target)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(service.host());
    }

    private static Optional<DomainName> target(Answer<?> answer) {
        List<Answer.Alias> aliases = answer.aliases();
        return aliases.isEmpty()
                ? Optional.empty()
                : Optional.of(aliases.get(aliases.size() - 1).to());
    }

    /** Where the records are, if there is an alias in place of them. */
    private DomainName owner(DomainName name) {
        return target(resolver.query(name, RecordType.TLSA)).orElse(name);
    }

    private static Facts.Validated validated(TlsaLookup lookup, List<Finding> findings) {
        return switch (lookup.kind()) {
            case FOUND -> Facts.Validated.SECURE;
            case ABSENT -> Facts.Validated.ABSENT;
            case INSECURE -> {
                findings.add(Finding.of(Code.HOST_UNSIGNED));
                yield Facts.Validated.INSECURE;
            }
            case FAILED -> {
                TlsaLookup.Failed failed = (TlsaLookup.Failed) lookup;
                boolean bogus = failed.reason() == Reason.DNSSEC_BOGUS;
                findings.add(Finding.of(bogus ? Code.LOOKUP_BOGUS : Code.LOOKUP_FAILED)
                        .with("query", lookup.service() + " TLSA")
                        .with("detail", failed.detail()));
                yield bogus ? Facts.Validated.BOGUS : Facts.Validated.FAILED;
            }
        };
    }

    /** Empty if a server cannot be asked: one that is behind would break what all others make safe. */
    private List<ZoneView> views(Optional<DomainName> zone, DomainName owner, List<Finding> findings) {
        Map<String, InetSocketAddress> servers =
                settings.zoneServers().isEmpty() ? zone.map(zones::servers).orElse(Map.of()) : settings.zoneServers();
        String name = zone.map(DomainName::toString).orElse(owner.toString());
        if (servers.isEmpty()) {
            findings.add(Finding.of(Code.ROLLOVER_ZONE_SERVER_SILENT)
                    .with("server", "(none found)")
                    .with("zone", name)
                    .with("detail", "its NS records lead to no address"));
        }
        List<ZoneView> views = new ArrayList<>();
        boolean all = true;
        for (Map.Entry<String, InetSocketAddress> each : servers.entrySet()) {
            try {
                views.add(view(each.getKey(), zones.tlsa(each.getValue(), owner)));
            } catch (IOException | TlsaFormatException e) {
                all = false;
                findings.add(Finding.of(Code.ROLLOVER_ZONE_SERVER_SILENT)
                        .with("server", each.getKey())
                        .with("zone", name)
                        .with("detail", Printable.clip(String.valueOf(e.getMessage()), SHOWN)));
            }
        }
        return all ? views : List.of();
    }

    private static ZoneView view(String server, ZoneServers.RecordSet set) {
        return new ZoneView(
                server,
                set.records().stream().map(TlsaRecord::fromWire).toList(),
                set.ttl().compareTo(Duration.ZERO) > 0 ? set.ttl() : Duration.ofSeconds(1),
                set.signatureEnds());
    }

    private List<Facts.Presented> servers(
            Service service, DomainName base, List<InetAddress> addresses, List<Finding> findings) {
        ServerProbe probe = new ServerProbe(
                new ServerProbe.Target(
                        service.port(), service.host().toString(), Optional.of(base), settings.protocol()),
                ServerProbe.Families.BOTH,
                settings.patience(),
                watchdog);
        List<Facts.Presented> servers = new ArrayList<>();
        for (InetAddress address : addresses.subList(0, Math.min(addresses.size(), MAX_ADDRESSES))) {
            Observation seen = probe.observe(address);
            if (seen.outcome() == Observation.Outcome.NO_ROUTE) {
                findings.add(Finding.of(Code.NO_ROUTE)
                        .with("family", address instanceof Inet6Address ? "IPv6" : "IPv4")
                        .with(Finding.ADDRESS, address.getHostAddress()));
                continue;
            }
            List<List<EncodedCertificate>> chains = new ArrayList<>();
            for (List<EncodedCertificate> chain : List.of(seen.chain(), seen.otherChain())) {
                if (!chain.isEmpty()) {
                    chains.add(chain);
                }
            }
            servers.add(new Facts.Presented(
                    address.getHostAddress(),
                    chains,
                    seen.outcome() == Observation.Outcome.SECURED
                            ? Optional.empty()
                            : Optional.of(seen.outcome()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', ' ')
                                    + (seen.said().isEmpty() ? "" : "; " + Printable.clip(seen.said(), SHOWN)))));
        }
        return servers;
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}
