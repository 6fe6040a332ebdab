package io.github.dane4j.bctls;

import io.github.dane4j.Culprit;
import io.github.dane4j.DaneRefusal;
import io.github.dane4j.Reason;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/**
 * The server sent no DNSSEC chain (RFC 9102) that proves its TLSA records, so there is nothing to judge it by. <b>Experimental:
 * </b> may change or go.
 *
 * <p>Whether to connect again without DANE, in a new handshake, is for the caller to decide: an attacker can leave out the
 * chain, and a client that then trusts a public CA has only that CA's protection.
 */
public final class StapledChainException extends SSLHandshakeException implements DaneRefusal {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String server;

    StapledChainException(Reason reason, String server, String message) {
        super(message);
        this.reason = reason;
        this.server = server;
    }

    /**
     * Why: {@link Reason#NO_TLSA} if there is no chain, or one that proves that there are no records; {@link
     * Reason#HOST_INSECURE} if it proves that the zone is unsigned; {@link Reason#DNS_MALFORMED} or a lookup error such as
     * {@link Reason#DNSSEC_BOGUS} if it proves nothing.
     */
    @Override
    public Reason reason() {
        return reason;
    }

    /** Empty: the server has to send another chain, or its zone has to be signed. */
    @Override
    public Optional<Culprit> culprit() {
        return Optional.empty();
    }

    @Override
    public String server() {
        return server;
    }

    /** Empty: none is proven. */
    @Override
    public List<String> records() {
        return List.of();
    }

    @Override
    public String explain() {
        return String.valueOf(getMessage());
    }
}
