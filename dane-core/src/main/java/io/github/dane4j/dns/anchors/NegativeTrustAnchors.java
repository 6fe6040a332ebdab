package io.github.dane4j.dns.anchors;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.Name;

/** Names below which nothing is validated, each with the reason (RFC 7646). Immutable. */
public final class NegativeTrustAnchors {
    public static final NegativeTrustAnchors NONE = new NegativeTrustAnchors(Map.of());

    private final Map<Name, String> reasons;

    private NegativeTrustAnchors(Map<Name, String> reasons) {
        this.reasons = reasons;
    }

    public NegativeTrustAnchors with(Name name, String reason) {
        Map<Name, String> more = new HashMap<>(reasons);
        more.put(name, reason);
        return new NegativeTrustAnchors(Map.copyOf(more));
    }

    Set<Name> names() {
        return reasons.keySet();
    }

    public boolean contains(Name name) {
        return reasons.containsKey(name);
    }

    /** For a name that is contained. */
    public String describe(Name name) {
        return "negative trust anchor " + name.toString(true) + ": " + reasons.get(name);
    }
}
