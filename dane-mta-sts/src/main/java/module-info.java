import io.github.dane4j.mtasts.MtaStsProvider;
import io.github.dane4j.policy.MtaStsPolicies;
import org.jspecify.annotations.NullMarked;

/** MTA-STS policies (RFC 8461): discovery, cache and matching. */
@NullMarked
module io.github.dane4j.mtasts {
    requires static transitive org.jspecify;
    requires transitive io.github.dane4j.core;
    requires java.net.http;

    exports io.github.dane4j.mtasts;

    provides MtaStsPolicies.Provider with
            MtaStsProvider;
}
