package io.github.dane4j.dns;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * A record set of which no signature holds at the present time (RFC 4035 section 5.3.1). Decides nothing: the validator
 * does. It is for the person who has to find out why an answer is bogus, which most often is this.
 *
 * @param question whose reply it came with
 * @param set the record set
 * @param code SIGNATURE_EXPIRED or SIGNATURE_NOT_YET_VALID
 * @param limit the time that has passed, or is to come
 */
record UntimelySignatures(Record question, String set, int code, Instant limit) {
    static Optional<UntimelySignatures> in(Message reply, Instant now) {
        return Stream.of(Section.ANSWER, Section.AUTHORITY)
                .flatMap(section -> reply.getSectionRRsets(section).stream())
                .flatMap(set -> of(reply.getQuestion(), set, now).stream())
                .findFirst();
    }

    private static Optional<UntimelySignatures> of(Record question, RRset set, Instant now) {
        List<RRSIGRecord> signatures = set.sigs();
        if (signatures.isEmpty() || signatures.stream().anyMatch(signature -> holds(signature, now))) {
            return Optional.empty();
        }
        RRSIGRecord first = signatures.get(0);
        boolean expired = first.getExpire().isBefore(now);
        return Optional.of(new UntimelySignatures(
                question,
                Exchange.describe(set.first()),
                expired ? ExtendedError.SIGNATURE_EXPIRED : ExtendedError.SIGNATURE_NOT_YET_VALID,
                expired ? first.getExpire() : first.getTimeSigned()));
    }

    private static boolean holds(RRSIGRecord signature, Instant now) {
        return !now.isBefore(signature.getTimeSigned()) && !now.isAfter(signature.getExpire());
    }

    @Override
    public String toString() {
        return Exchange.describe(question) + ": " + ExtendedError.describe(code) + ": that of " + set
                + (code == ExtendedError.SIGNATURE_EXPIRED ? " ended at " : " begins at ") + limit;
    }
}
