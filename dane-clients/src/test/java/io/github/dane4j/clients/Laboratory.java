package io.github.dane4j.clients;

import io.github.dane4j.DaneMode;
import io.github.dane4j.DomainName;
import io.github.dane4j.clients.Protocol.Endpoint;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.jsse.ClientTls;
import io.github.dane4j.jsse.DaneSslContext;
import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.TestCertificate;
import io.github.dane4j.testkit.ZoneBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Servers of all protocols and a DNS tree, in which each {@link Scenario} has a host. */
final class Laboratory implements Closeable {
    private static final TestCertificate CA = TestCertificate.builder()
            .subject("CN=Example CA")
            .certificateAuthority()
            .build();
    private static final TestCertificate OTHER =
            TestCertificate.builder().dnsNames("other.invalid").build();
    private static final Map<Scenario.Server, TestCertificate> CERTIFICATES = certificates();

    private final Map<Protocol, Map<Scenario.Server, Endpoint>> servers = new EnumMap<>(Protocol.class);
    private final DnsTree dns;
    private final ForgetfulResolver resolver;

    Laboratory() throws IOException {
        for (Protocol protocol : Protocol.values()) {
            Map<Scenario.Server, Endpoint> started = new EnumMap<>(Scenario.Server.class);
            for (Scenario.Server server : Scenario.Server.values()) {
                started.put(server, protocol.start(Objects.requireNonNull(CERTIFICATES.get(server))));
            }
            servers.put(protocol, started);
        }
        dns = DnsTree.builder()
                .zone("example.test", this::example)
                .zone("changed.test", zone -> changed(zone, right()))
                .zone("unsigned.test", zone -> zone.unsigned().record("www A 127.0.0.1"))
                .start();
        for (Protocol protocol : Protocol.values()) {
            dns.fault(
                    "_" + port(protocol, Scenario.BOGUS) + "._tcp." + Scenario.BOGUS.host(),
                    "TLSA",
                    Fault.CORRUPT_SIGNATURES);
        }
        resolver = new ForgetfulResolver(dns);
    }

    private static Map<Scenario.Server, TestCertificate> certificates() {
        String[] hosts = Arrays.stream(Scenario.values()).map(Scenario::host).toArray(String[]::new);
        Instant start = Instant.now().minus(Duration.ofDays(20));
        Instant end = Instant.now().minus(Duration.ofDays(10));
        return new EnumMap<>(Map.of(
                Scenario.Server.RIGHT,
                TestCertificate.builder().dnsNames(hosts).issuedBy(CA).build(),
                Scenario.Server.OTHER_NAME,
                TestCertificate.builder().dnsNames("other.invalid").issuedBy(CA).build(),
                Scenario.Server.EXPIRED,
                TestCertificate.builder()
                        .dnsNames(hosts)
                        .issuedBy(CA)
                        .notBefore(start)
                        .notAfter(end)
                        .build(),
                Scenario.Server.EXPIRED_FOR_ANOTHER_NAME,
                TestCertificate.builder()
                        .dnsNames("other.invalid")
                        .notBefore(start)
                        .notAfter(end)
                        .build()));
    }

    private void example(ZoneBuilder zone) {
        for (Scenario scenario : Scenario.values()) {
            String suffix = ".example.test";
            if (!scenario.host().endsWith(suffix)) {
                continue;
            }
            String name = scenario.host().substring(0, scenario.host().length() - suffix.length());
            zone.record(name + " A 127.0.0.1");
            String data = tlsa(scenario);
            if (!data.isEmpty()) {
                for (Protocol protocol : Protocol.values()) {
                    zone.record("_" + port(protocol, scenario) + "._tcp." + name + " TLSA " + data);
                }
            }
        }
    }

    private static String tlsa(Scenario scenario) {
        TestCertificate certificate = Objects.requireNonNull(CERTIFICATES.get(scenario.server()));
        return switch (scenario) {
            case GOOD_KEY, OTHER_NAME_OVER_KEY, BOGUS -> certificate.tlsa(3, 1, 1);
            case GOOD_ANCHOR, OTHER_NAME_UNDER_ANCHOR, EXPIRED_UNDER_ANCHOR -> CA.tlsa(2, 1, 1);
            case WRONG_KEY -> OTHER.tlsa(3, 1, 1);
            case UNUSABLE -> "3 1 7 00ff";
            case CHANGED, NO_TLSA, INSECURE, ADDRESS -> "";
        };
    }

    static TestCertificate right() {
        return Objects.requireNonNull(CERTIFICATES.get(Scenario.Server.RIGHT));
    }

    private void changed(ZoneBuilder zone, TestCertificate published) {
        zone.record("www A 127.0.0.1");
        for (Protocol protocol : Protocol.values()) {
            zone.record("_" + port(protocol, Scenario.CHANGED) + "._tcp.www TLSA " + published.tlsa(3, 1, 1));
        }
    }

    int port(Protocol protocol, Scenario scenario) {
        return Objects.requireNonNull(
                        Objects.requireNonNull(servers.get(protocol)).get(scenario.server()))
                .port();
    }

    /** Changes the record of {@link Scenario#CHANGED} to that of another key, and back. */
    void change(boolean toAnotherKey) {
        Consumer<ZoneBuilder> zone = it -> changed(it, toAnotherKey ? OTHER : right());
        dns.replaceZone("changed.test", zone);
        resolver.forget();
    }

    /** On the DNS of this laboratory. To be closed. */
    DnssecResolver resolver() {
        return resolver.fresh();
    }

    /** DANE as a client has it, with this laboratory's CA as the only root of PKIX. */
    ClientTls tls(boolean daneIsMandatory) throws GeneralSecurityException, IOException {
        DaneSslContext.Builder builder = DaneSslContext.builder(resolver);
        if (!daneIsMandatory) {
            KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            roots.setCertificateEntry("ca", CA.certificate());
            builder.mode(DaneMode.OPPORTUNISTIC).pkixRoots(roots);
        }
        return builder.clientTls();
    }

    @Override
    public void close() throws IOException {
        resolver.close();
        dns.close();
        for (Map<Scenario.Server, Endpoint> started : servers.values()) {
            for (Endpoint endpoint : started.values()) {
                endpoint.running().close();
            }
        }
    }

    /** A resolver that can forget what it cached, as if the TTL had passed. */
    private static final class ForgetfulResolver implements DnssecResolver {
        private final DnsTree dns;
        private volatile DnssecResolver current;

        ForgetfulResolver(DnsTree dns) {
            this.dns = dns;
            current = fresh();
        }

        private DnssecResolver fresh() {
            return DnssecResolver.builder()
                    .nameServers(dns.address())
                    .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                    .timeout(Duration.ofSeconds(20))
                    .build();
        }

        void forget() {
            current.close();
            current = fresh();
        }

        @Override
        public <T> Answer<T> query(DomainName name, RecordType<T> type) {
            return current.query(name, type);
        }

        @Override
        public void close() {
            current.close();
        }
    }
}
