package io.github.dane4j.verify;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which records count: the usable ones (RFC 6698 section 4.1), and of these the ones with the strongest digest for each
 * usage and selector (RFC 7671 section 9). Immutable.
 */
final class RecordSelection {
    private final Set<CertificateUsage> usages;
    private final List<MatchingType> preference;

    /** @param preference the digests that are allowed, the strongest first */
    RecordSelection(Set<CertificateUsage> usages, List<MatchingType> preference) {
        this.usages = Set.copyOf(usages);
        this.preference = List.copyOf(preference);
    }

    /** Why no chain can match the record, or null if one can. */
    @Nullable
    Reason unusable(TlsaRecord record) {
        CertificateUsage usage = record.usage().orElse(null);
        MatchingType type = record.matchingType().orElse(null);
        if (usage == null) {
            return Reason.UNKNOWN_USAGE;
        }
        if (record.selector().isEmpty()) {
            return Reason.UNKNOWN_SELECTOR;
        }
        if (type == null) {
            return Reason.UNKNOWN_MATCHING_TYPE;
        }
        if (!usages.contains(usage)) {
            return Reason.USAGE_NOT_SUPPORTED;
        }
        if (type != MatchingType.FULL && !preference.contains(type)) {
            return Reason.DIGEST_NOT_ALLOWED;
        }
        if (!record.isWellFormed()) {
            return type == MatchingType.FULL ? Reason.MALFORMED_DATA : Reason.DIGEST_LENGTH;
        }
        return null;
    }

    /** Divides the records into those that count and those that do not. */
    Selected select(List<TlsaRecord> records) {
        @Nullable Reason[] excluded = new @Nullable Reason[records.size()];
        Map<Group, Integer> strongest = new HashMap<>();
        for (int i = 0; i < excluded.length; i++) {
            TlsaRecord record = records.get(i);
            excluded[i] = unusable(record);
            if (excluded[i] == null && isDigest(record)) {
                strongest.merge(Group.of(record), rank(record), Math::min);
            }
        }
        for (int i = 0; i < excluded.length; i++) {
            TlsaRecord record = records.get(i);
            // Full(0) employs no digest: it is always kept, and pushes nothing out (RFC 7671 section 9).
            if (excluded[i] == null
                    && isDigest(record)
                    && rank(record) > strongest.getOrDefault(Group.of(record), Integer.MAX_VALUE)) {
                excluded[i] = Reason.WEAKER_DIGEST;
            }
        }
        return new Selected(records, excluded);
    }

    private static boolean isDigest(TlsaRecord record) {
        return record.matchingTypeNumber() != MatchingType.FULL.number();
    }

    /** 0 is the strongest. */
    private int rank(TlsaRecord record) {
        return preference.indexOf(record.matchingType().orElseThrow());
    }

    /** Digest agility is applied to the records of one usage and selector (RFC 7671 section 9). */
    private record Group(int usage, int selector) {
        static Group of(TlsaRecord record) {
            return new Group(record.usageNumber(), record.selectorNumber());
        }
    }

    /** A set of records, divided. */
    static final class Selected {
        private final List<TlsaRecord> records;
        private final @Nullable Reason[] excluded;

        private Selected(List<TlsaRecord> records, @Nullable Reason[] excluded) {
            this.records = records;
            this.excluded = excluded;
        }

        List<TlsaRecord> records() {
            return records;
        }

        /** Why the record at this place does not count, or null if it does. */
        @Nullable
        Reason excluded(int index) {
            return excluded[index];
        }

        /** The number of usable records, those with a weaker digest included. */
        int usable() {
            int usable = 0;
            for (Reason reason : excluded) {
                usable += reason == null || reason == Reason.WEAKER_DIGEST ? 1 : 0;
            }
            return usable;
        }

        /** The records of one usage that count, in an order that does not depend on how they came. */
        List<UsableRecord> of(CertificateUsage usage) {
            List<UsableRecord> selected = new ArrayList<>();
            for (int i = 0; i < excluded.length; i++) {
                if (excluded[i] == null && records.get(i).usageNumber() == usage.number()) {
                    selected.add(new UsableRecord(records.get(i), i));
                }
            }
            selected.sort(Comparator.comparing(UsableRecord::record));
            return selected;
        }
    }
}
