package io.github.dane4j.dns;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What it takes to check replies, at most, counted before anything is checked. A zone can be made so that it takes long;
 * a lookup has an end all the same.
 *
 * @param signatures to verify
 * @param hashes to compute for NSEC3, each iteration counted
 */
record Work(int signatures, int hashes) {
    static final Work NONE = new Work(0, 0);

    /** Ten aliases, each in a zone of its own, take two thirds of it. */
    static final int MAX_SIGNATURES = 100;
    /** About the time of a hundred signatures. */
    static final int MAX_HASHES = 100_000;

    /** The validator's limit for one message. */
    private static final int HASHED_NAMES = 8;

    static Work of(Message reply) {
        int signatures = 0;
        int hashes = 0;
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            for (RRset set : reply.getSectionRRsets(section)) {
                signatures += set.sigs().size() * keysPerSignature(set);
                if (set.first() instanceof NSEC3Record nsec3) {
                    int names = HASHED_NAMES + reply.getQuestion().getName().labels();
                    hashes = Math.max(hashes, (nsec3.getIterations() + 1) * names);
                }
            }
        }
        return new Work(signatures, hashes);
    }

    private static int keysPerSignature(RRset set) {
        return set.getType() == Type.DNSKEY ? mostOfOneTag(set) : 1;
    }

    /** The largest number of keys that a signature can be by, according to the numbers that it gives. */
    static int mostOfOneTag(RRset keys) {
        Map<List<Integer>, Integer> byTag = new HashMap<>();
        keys.rrs(false).forEach(record -> {
            DNSKEYRecord key = (DNSKEYRecord) record;
            byTag.merge(List.of(key.getFootprint(), key.getAlgorithm()), 1, Integer::sum);
        });
        return byTag.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    }

    Work plus(Work other) {
        return new Work(signatures + other.signatures, hashes + other.hashes);
    }

    boolean isAllowed() {
        return signatures <= MAX_SIGNATURES && hashes <= MAX_HASHES;
    }
}
