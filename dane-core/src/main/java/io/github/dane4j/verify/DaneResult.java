package io.github.dane4j.verify;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.tlsa.PublicKeySize;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a chain proves. The policy decides what to do about it. Immutable, thread-safe. */
public sealed interface DaneResult {
    /** The cases, for an exhaustive switch. */
    enum Kind {
        /** {@link Authenticated}. */
        AUTHENTICATED,
        /** {@link NotAuthenticated}. */
        NOT_AUTHENTICATED,
        /** {@link NoUsableRecords}. */
        NO_USABLE_RECORDS
    }

    /** Which case this is. */
    Kind kind();

    /**
     * The result in several lines, for a person: each record and why it did not match, each certificate with the record
     * that it would need, and advice. Text that the server chose is escaped and clipped. Lines are separated by line feeds.
     */
    String explain();

    /** The result in one line, for a log. */
    @Override
    String toString();

    /**
     * A key that a verdict rests on, and that is shorter than {@link KeyStrength#RECOMMENDED}.
     *
     * @param depth the place in the path of the certificate that holds it; 0 is the server's own. For a bare key that
     *     signed the top of the path, the place above it.
     * @param size its kind and its size
     */
    record WeakKey(int depth, PublicKeySize size) {}

    /** A record matches: the server is the right one, if it also completes the handshake. Made by the verifier only. */
    final class Authenticated implements DaneResult {
        private final TlsaRecord record;
        private final List<EncodedCertificate> path;
        private final int depth;
        private final Optional<DomainName> matchedName;
        private final @Nullable PublicKeySize bareKey;

        Authenticated(
                TlsaRecord record,
                List<EncodedCertificate> path,
                int depth,
                Optional<DomainName> matchedName,
                @Nullable PublicKeySize bareKey) {
            this.record = record;
            this.path = List.copyOf(path);
            this.depth = depth;
            this.matchedName = matchedName;
            this.bareKey = bareKey;
        }

        @Override
        public Kind kind() {
            return Kind.AUTHENTICATED;
        }

        /** The record that matched. */
        public TlsaRecord record() {
            return record;
        }

        /**
         * The verified path, the server's certificate first. It goes up to the certificate that matched, for the PKIX
         * usages up to the local trust anchor; for DANE-EE it is the server's certificate alone, and empty if the server
         * presented a raw public key.
         */
        public List<EncodedCertificate> path() {
            return path;
        }

        /** The place in the path of the certificate that matched, or that the matched bare key signed; 0 is the server's. */
        public int depth() {
            return depth;
        }

        /** The reference identifier that the certificate has; empty for DANE-EE. */
        public Optional<DomainName> matchedName() {
            return matchedName;
        }

        /**
         * Whether the record matched a key that no certificate holds: one that signed the top of the path (RFC 7671
         * section 5.2.3), or a raw public key (section 5.1).
         */
        public boolean bareKey() {
            return bareKey != null;
        }

        /**
         * The keys that the verdict rests on and that are shorter than {@link KeyStrength#RECOMMENDED}, from the server's
         * own upwards; for DANE-EE no other. Such a server is authenticated, and its operator should know.
         */
        public List<WeakKey> weakKeys() {
            List<WeakKey> weak = new ArrayList<>();
            for (int place = 0; place < path.size(); place++) {
                addIfWeak(weak, place, path.get(place).publicKeySize());
            }
            if (bareKey != null) {
                addIfWeak(weak, path.size(), bareKey);
            }
            return List.copyOf(weak);
        }

        private static void addIfWeak(List<WeakKey> weak, int depth, PublicKeySize size) {
            if (!KeyStrength.RECOMMENDED.permits(size)) {
                weak.add(new WeakKey(depth, size));
            }
        }

        @Override
        public String explain() {
            return ResultExplanation.of(this);
        }

        @Override
        public String toString() {
            return ResultExplanation.summary(this);
        }
    }

    /** There are usable records, and none matches. */
    final class NotAuthenticated implements DaneResult {
        private final List<RecordFinding> findings;
        private final Reason reason;
        private final PresentedChain chain;
        private final ReferenceIdentifiers names;

        NotAuthenticated(List<RecordFinding> findings, PresentedChain chain, ReferenceIdentifiers names) {
            this.findings = List.copyOf(findings);
            this.reason = this.findings.stream()
                    .map(RecordFinding::reason)
                    .max(Reason::compareTo)
                    .orElseThrow();
            this.chain = chain;
            this.names = names;
        }

        @Override
        public Kind kind() {
            return Kind.NOT_AUTHENTICATED;
        }

        /** The reason that came closest to success. */
        public Reason reason() {
            return reason;
        }

        /** One finding for each record, in the order of the records. */
        public List<RecordFinding> findings() {
            return findings;
        }

        /** What the server presented. */
        public PresentedChain chain() {
            return chain;
        }

        /** The names that were asked for. */
        public ReferenceIdentifiers names() {
            return names;
        }

        @Override
        public String explain() {
            return ResultExplanation.of(this);
        }

        @Override
        public String toString() {
            return ResultExplanation.summary(this);
        }
    }

    /** No record is usable (RFC 6698 section 4.1). */
    final class NoUsableRecords implements DaneResult {
        private final List<RecordFinding> findings;

        NoUsableRecords(List<RecordFinding> findings) {
            this.findings = List.copyOf(findings);
        }

        @Override
        public Kind kind() {
            return Kind.NO_USABLE_RECORDS;
        }

        /** One finding for each record, in the order of the records; empty if there were none. */
        public List<RecordFinding> findings() {
            return findings;
        }

        @Override
        public String explain() {
            return ResultExplanation.of(this);
        }

        @Override
        public String toString() {
            return ResultExplanation.summary(this);
        }
    }
}
