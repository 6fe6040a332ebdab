package io.github.dane4j.jsse;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.testkit.DnsTree;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A resolver on the DNS of a test, which can forget what it cached as if the TTL had passed. Closed after the test. */
final class SwitchedResolver implements DnssecResolver, AfterEachCallback {
    private final Duration timeout;
    private volatile DnssecResolver current;
    private DnsTree tree;

    SwitchedResolver(Duration timeout) {
        this.timeout = timeout;
    }

    SwitchedResolver on(DnsTree dns) {
        tree = dns;
        current = DnssecResolver.builder()
                .nameServers(dns.address())
                .trustAnchors(TrustAnchors.of(dns.trustAnchors()))
                .timeout(timeout)
                .build();
        return this;
    }

    void forget() {
        close();
        on(tree);
    }

    @Override
    public <T> Answer<T> query(DomainName name, RecordType<T> type) {
        return current.query(name, type);
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }
}
