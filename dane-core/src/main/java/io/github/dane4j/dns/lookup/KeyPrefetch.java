package io.github.dane4j.dns.lookup;

import io.github.dane4j.dns.validation.Anchors;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.dns.validation.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * The queries for keys that a question is likely to need, made together with it. Nothing that is proven depends on them: the
 * validator asks for all it needs, and finds it there or not.
 */
public final class KeyPrefetch {
    private KeyPrefetch() {}

    /**
     * A host is hardly ever a zone of its own, nor are the labels that begin with an underscore.
     *
     * @param proven whether the keys of a zone are known, or that it is unsigned: what is above it is not needed any more
     */
    static List<Query> likelyFor(Name name, Anchors anchors, Predicate<Name> proven) {
        Name host = name;
        while (host.labels() > 1 && host.getLabel(0)[1] == '_') {
            host = new Name(host, 1);
        }
        boolean domain = host.labels() <= 3;
        Name zone = domain ? host : new Name(host, 1);
        Name anchor = anchors.nearestTo(zone);
        List<Query> queries = new ArrayList<>();
        int last = Math.min(zone.labels(), anchor.labels() + LookupLimits.GUESSED_ZONES);
        for (int labels = last; labels >= anchor.labels(); labels--) {
            Name each = new Name(zone, zone.labels() - labels);
            if (proven.test(each)) {
                break;
            }
            queries.add(new Query(each, Type.DNSKEY));
            if (labels > anchor.labels()) {
                queries.add(new Query(each, Type.DS));
            }
        }
        return queries;
    }
}
