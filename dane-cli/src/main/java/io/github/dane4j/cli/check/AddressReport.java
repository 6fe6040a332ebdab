package io.github.dane4j.cli.check;

import io.github.dane4j.Reason;
import io.github.dane4j.tlsa.EncodedCertificate;
import io.github.dane4j.verify.DaneResult;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What one address of a host answered.
 *
 * @param address where
 * @param verdict how it stands
 * @param reason why; empty if it is authenticated, or if the connection failed before TLS
 * @param detail what happened, in one line, escaped
 * @param tls the TLS that was agreed on; empty if the handshake was not completed
 * @param result what the certificates prove; empty if none were judged
 * @param chain what the server sent where nothing was to be proven; empty otherwise
 */
record AddressReport(
        InetAddress address,
        Verdict verdict,
        Optional<Reason> reason,
        String detail,
        Optional<Tls> tls,
        Optional<DaneResult> result,
        List<EncodedCertificate> chain) {
    /**
     * The outcome of a handshake.
     *
     * @param version in JSSE's words, for example {@code TLSv1.3}
     * @param cipherSuite in JSSE's words
     */
    record Tls(String version, String cipherSuite) {}

    /** Without a verdict: something failed before TLS. */
    static AddressReport unknown(InetAddress address, String detail) {
        return new AddressReport(
                address, Verdict.UNDETERMINED, Optional.empty(), detail, Optional.empty(), Optional.empty(), List.of());
    }

    /** The server does not do what it must. */
    static AddressReport failed(InetAddress address, Reason reason, String detail, Optional<DaneResult> result) {
        return new AddressReport(
                address, Verdict.FAILED, Optional.of(reason), detail, Optional.empty(), result, List.of());
    }

    /** The same, where nothing was promised: then nothing is broken. */
    AddressReport uncovered(Optional<Reason> why) {
        return new AddressReport(
                address, Verdict.NOT_COVERED, reason.isPresent() ? reason : why, detail, tls, result, chain);
    }
}
