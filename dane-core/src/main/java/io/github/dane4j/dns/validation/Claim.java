package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * What some NSEC or NSEC3 records say, if they are genuine.
 *
 * @param sets that it rests on
 * @param absence what is not there
 * @param mayBeDelegated the name that the zone may have delegated without a word (RFC 5155 section 6); null if it says
 *     that it has not
 */
record Claim(
        List<SignedSet> sets,
        Finding.Kind absence,
        @Nullable Name mayBeDelegated) {
    static Claim of(Finding.Kind absence, SignedSet... sets) {
        return new Claim(List.of(sets), absence, null);
    }

    Claim and(SignedSet set, Finding.Kind what) {
        List<SignedSet> all = new ArrayList<>(sets);
        if (!all.contains(set)) {
            all.add(set);
        }
        return new Claim(List.copyOf(all), what, mayBeDelegated);
    }
}
