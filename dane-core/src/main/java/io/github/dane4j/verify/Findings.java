package io.github.dane4j.verify;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects for each record why it did not authenticate the server; what came closest to success stays. */
final class Findings {
    private final List<TlsaRecord> records;
    private final @Nullable Reason[] reasons;
    private final String[] details;

    Findings(List<TlsaRecord> records) {
        this.records = records;
        this.reasons = new @Nullable Reason[records.size()];
        this.details = new String[records.size()];
    }

    void note(int record, Reason reason, String detail) {
        Reason known = reasons[record];
        if (known == null || reason.compareTo(known) > 0) {
            reasons[record] = reason;
            details[record] = detail;
        }
    }

    void note(int record, Reason reason) {
        note(record, reason, "");
    }

    boolean isEmpty(int record) {
        return reasons[record] == null;
    }

    /** A finding for each record, once something was noted of each. */
    List<RecordFinding> all() {
        List<RecordFinding> findings = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            findings.add(new RecordFinding(records.get(i), Objects.requireNonNull(reasons[i]), details[i]));
        }
        return findings;
    }
}
