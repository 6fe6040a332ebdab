package io.github.dane4j.dns;

import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** What the validator found out about one reply. */
sealed interface Verdict {
    /** Secure or insecure. */
    record Proven(Security security) implements Verdict {
        @Override
        public String toString() {
            return security.name().toLowerCase(Locale.ROOT);
        }
    }

    /** A lookup error, and the query that it is about. */
    record Unproven(String query, Reason reason, String detail, OptionalInt extendedError) implements Verdict {
        @Override
        public String toString() {
            return reason.word() + ": " + detail;
        }
    }

    /**
     * Reads the status off a message from the validator, which has no other place for it.
     *
     * <p>The rules stand in the order in which they apply. Secure and insecure need positive evidence; whatever no rule
     * knows is an error (RFC 7672 section 2.1.1). No text is looked at: texts are for people, and localised.
     *
     * @param message null if there is an {@code error}
     * @param lookup for what happened on the way
     */
    static Verdict of(@Nullable Message message, @Nullable Throwable error, Lookup<?> lookup) {
        Optional<Exchange> failure = lookup.failure();
        if (message == null || error != null) {
            return failure.map(Verdict::of)
                    .orElseGet(() -> new Unproven(
                            lookup.question().toString(),
                            Reason.DNSSEC_INDETERMINATE,
                            lookup.question() + ": the reply cannot be validated: "
                                    + (error == null ? "nothing came back" : error),
                            OptionalInt.empty()));
        }
        int rcode = message.getRcode();
        if ((rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN)
                && message.getHeader().getFlag(Flags.AD)) {
            return new Proven(Security.SECURE);
        }
        // Not secure, and something was missing: then nobody knows what the missing part would have proven.
        if (failure.isPresent()) {
            return of(failure.get());
        }
        Optional<ExtendedError> extended = ExtendedError.of(message);
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return bogus(lookup, message, extended);
        }
        Optional<String> explanation = explanation(message);
        if (explanation.isEmpty()) {
            // RFC 4035 section 4.3: not able to determine whether the RRset should be signed.
            return new Unproven(
                    Exchange.describe(message.getQuestion()),
                    Reason.DNSSEC_INDETERMINATE,
                    Exchange.describe(message.getQuestion())
                            + ": nothing proves that the answer is signed, or that it is not",
                    OptionalInt.empty());
        }
        boolean provenUnsigned = extended.map(e -> e.code() == ExtendedError.UNSUPPORTED_DNSKEY_ALGORITHM
                        || e.code() == ExtendedError.UNSUPPORTED_DS_DIGEST_TYPE)
                .orElse(true);
        return provenUnsigned ? new Proven(Security.INSECURE) : bogus(lookup, message, extended);
    }

    /** The status of a reply from below a negative trust anchor, which is not validated. */
    static Verdict unvalidated(Message reply, Lookup<?> lookup) {
        return reply.getRcode() == Rcode.SERVFAIL ? of(reply, null, lookup) : new Proven(Security.INSECURE);
    }

    private static Verdict of(Exchange failure) {
        return new Unproven(
                Exchange.describe(failure.question()),
                failure.reason(),
                failure.toString(),
                failure.extendedError().map(e -> OptionalInt.of(e.code())).orElse(OptionalInt.empty()));
    }

    private static Verdict bogus(Lookup<?> lookup, Message message, Optional<ExtendedError> extended) {
        Optional<UntimelySignatures> untimely = lookup.untimely();
        if (untimely.isPresent()
                && extended.map(e -> e.code() == ExtendedError.DNSSEC_BOGUS).orElse(true)) {
            // The validator says no more than that a key does not fit; the reason is known, and fits better.
            return new Unproven(
                    Exchange.describe(untimely.get().question()),
                    Reason.DNSSEC_BOGUS,
                    untimely.get().toString(),
                    OptionalInt.of(untimely.get().code()));
        }
        String why = extended.map(ExtendedError::toString)
                .or(() -> explanation(message))
                .orElseGet(() -> Rcode.string(message.getRcode()));
        return new Unproven(
                Exchange.describe(message.getQuestion()),
                Reason.DNSSEC_BOGUS,
                Exchange.describe(message.getQuestion()) + ": " + why,
                extended.map(e -> OptionalInt.of(e.code())).orElse(OptionalInt.empty()));
    }

    /** The validator's explanation, a TXT record of a class of its own; no upstream record gets through to here. */
    private static Optional<String> explanation(Message message) {
        for (Record record : message.getSection(Section.ADDITIONAL)) {
            if (record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS && record instanceof TXTRecord text) {
                return Optional.of(Printable.clip(String.join("", text.getStrings()), 200));
            }
        }
        return Optional.empty();
    }
}
