package io.github.dane4j.dns;

import io.github.dane4j.testkit.DnsTree;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes resolvers over signed trees, and closes them after the test. */
final class Resolvers implements AfterEachCallback {
    /** Far longer than any lookup takes that is not about time. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<DnssecResolver> resolvers = new ArrayList<>();

    DnssecResolver over(DnsTree tree) {
        return over(tree, tree.address());
    }

    /** One that trusts the tree, and asks somebody else. */
    DnssecResolver over(DnsTree tree, InetSocketAddress... servers) {
        return built(builder(tree).nameServers(servers));
    }

    DnssecResolver.Builder builder(DnsTree tree) {
        return DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .timeout(PATIENCE);
    }

    DnssecResolver built(DnssecResolver.Builder builder) {
        DnssecResolver resolver = builder.build();
        resolvers.add(resolver);
        return resolver;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        resolvers.forEach(DnssecResolver::close);
    }
}
