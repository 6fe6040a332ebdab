package io.github.dane4j.verify;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.CertificateUsage;
import io.github.dane4j.tlsa.MatchingType;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which records count: the usable ones (RFC 6698 section 4.1), and of these the ones with the strongest digest for each
 * usage and selector (RFC 7671 section 9). Immutable.
 *
 * <p>What a set of records holds fits into an int, one bit for each known combination of the three numbers, so that the
 * usual case allocates nothing.
 */
final class RecordSelection {
    private static final int USAGES = 4;
    private static final int SELECTORS = 2;
    private static final int TYPES = 3;
    /** Bits for one usage and selector: one for each matching type, and one that stays zero. */
    private static final int GROUP_BITS = 4;

    private static final int USAGE_BITS = SELECTORS * GROUP_BITS;

    private final int supportedUsages;
    private final int allowedTypes;
    /** For each matching type, the bits of those that push it out. */
    private final int[] stronger = new int[TYPES];

    /** @param preference the digests that are allowed, the strongest first */
    RecordSelection(Set<CertificateUsage> usages, List<MatchingType> preference) {
        int supported = 0;
        for (CertificateUsage usage : usages) {
            supported |= 1 << usage.number();
        }
        this.supportedUsages = supported;
        int seen = 0;
        for (MatchingType type : preference) {
            stronger[type.number()] = seen;
            seen |= 1 << type.number();
        }
        // Full(0) employs no digest: it is always kept, and pushes nothing out (RFC 7671 section 9).
        this.allowedTypes = seen | (1 << MatchingType.FULL.number());
    }

    /** Which combinations of numbers the usable records have; 0 if there is no usable record. */
    int survey(List<TlsaRecord> records) {
        int present = 0;
        for (int i = 0; i < records.size(); i++) {
            TlsaRecord record = records.get(i);
            if (unusable(record) == null) {
                present |= 1 << bit(record);
            }
        }
        return present;
    }

    int countUsable(List<TlsaRecord> records) {
        int usable = 0;
        for (TlsaRecord record : records) {
            if (unusable(record) == null) {
                usable++;
            }
        }
        return usable;
    }

    static boolean has(int present, CertificateUsage usage) {
        return ((present >>> (usage.number() * USAGE_BITS)) & ((1 << USAGE_BITS) - 1)) != 0;
    }

    /** Why the record does not count among those surveyed, or null if it does. */
    @Nullable
    Reason excluded(TlsaRecord record, int present) {
        Reason unusable = unusable(record);
        if (unusable != null) {
            return unusable;
        }
        int group = present >>> (bit(record) - record.matchingTypeNumber());
        return (group & stronger[record.matchingTypeNumber()]) != 0 ? Reason.WEAKER_DIGEST : null;
    }

    /** Why no chain can match the record, or null if one can. */
    @Nullable
    Reason unusable(TlsaRecord record) {
        if (record.usageNumber() >= USAGES) {
            return Reason.UNKNOWN_USAGE;
        }
        if (record.selectorNumber() >= SELECTORS) {
            return Reason.UNKNOWN_SELECTOR;
        }
        if (record.matchingTypeNumber() >= TYPES) {
            return Reason.UNKNOWN_MATCHING_TYPE;
        }
        if ((supportedUsages & (1 << record.usageNumber())) == 0) {
            return Reason.USAGE_NOT_SUPPORTED;
        }
        if ((allowedTypes & (1 << record.matchingTypeNumber())) == 0) {
            return Reason.DIGEST_NOT_ALLOWED;
        }
        if (!record.isWellFormed()) {
            return record.matchingTypeNumber() == MatchingType.FULL.number()
                    ? Reason.MALFORMED_DATA
                    : Reason.DIGEST_LENGTH;
        }
        return null;
    }

    private static int bit(TlsaRecord record) {
        return record.usageNumber() * USAGE_BITS + record.selectorNumber() * GROUP_BITS + record.matchingTypeNumber();
    }
}
