package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;

/** Asks DNS and says what is proven. Implementations are thread-safe. */
public interface DnssecResolver extends AutoCloseable {
    /**
     * Looks up {@code name}, following aliases unless the type is CNAME. Blocks until there is an answer, for no longer
     * than the resolver's timeout. Never throws for anything that comes from the network.
     */
    <T> Answer<T> query(DomainName name, RecordType<T> type);

    /** Frees what the resolver holds; queries that are under way fail. */
    @Override
    void close();

    /** A resolver that validates in this process, through the system's name servers, from the root keys of IANA. */
    static DnssecResolver create() {
        return builder().build();
    }

    /** A builder with the defaults of {@link #create()}. */
    static Builder builder() {
        return new Builder();
    }

    /** Sets up a resolver that validates in this process. Not thread-safe. */
    final class Builder {
        private Builder() {}

        /** The name servers to ask, in this order; they need not validate, nor be trusted. Default: the system's. */
        public Builder nameServers(InetSocketAddress... servers) {
            throw new UnsupportedOperationException();
        }

        /** Where trust begins. Default: {@link TrustAnchors#iana()}. */
        public Builder trustAnchors(TrustAnchors anchors) {
            throw new UnsupportedOperationException();
        }

        /** The longest time that one {@link DnssecResolver#query} may take. Default: 10 seconds. */
        public Builder timeout(Duration timeout) {
            throw new UnsupportedOperationException();
        }

        /** The clock by which signatures are judged. Default: the system's. */
        public Builder clock(Clock clock) {
            throw new UnsupportedOperationException();
        }

        /** The resolver. */
        public DnssecResolver build() {
            throw new UnsupportedOperationException();
        }
    }
}
