package io.github.dane4j.cli.check;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.List;
import java.util.Optional;

/**
 * What one TLSA record is good for.
 *
 * @param record the record
 * @param state whether it matched
 * @param reason why it cannot be used, or what came closest to a match; empty if it matched or nothing was compared
 * @param addresses the addresses whose server it matched
 */
record RecordUse(TlsaRecord record, State state, Optional<Reason> reason, List<String> addresses) {
    /** Whether a record matched. */
    enum State {
        /** It matched at one address at least. */
        MATCHES,
        /** It is usable, and matched nothing. */
        MATCHES_NOTHING,
        /** It cannot be used. */
        UNUSABLE,
        /** No server could be compared with it. */
        NOT_COMPARED
    }

    RecordUse {
        addresses = List.copyOf(addresses);
    }
}
