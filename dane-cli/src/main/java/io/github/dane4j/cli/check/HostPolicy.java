package io.github.dane4j.cli.check;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.verify.DaneVerifier;
import io.github.dane4j.verify.ReferenceIdentifiers;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What DNS asks of a connection to one host.
 *
 * @param host as published; not always a host name
 * @param port 1 to 65535
 * @param origin how the host became known
 * @param requirement what the connection must be like
 * @param reason why it is not {@link Requirement#AUTHENTICATED}; empty if it is
 * @param baseDomain the TLSA base domain; empty if there is none
 * @param records the secure TLSA records, usable or not
 * @param names the names of which the certificate must have one; empty unless the requirement is authenticated
 * @param addresses where the host is
 * @param evidence every answer on the way, in the order of asking
 * @param verifier by whose rules records are usable, and which judges the server
 */
record HostPolicy(
        String host,
        int port,
        Origin origin,
        Requirement requirement,
        Optional<Reason> reason,
        Optional<DomainName> baseDomain,
        List<TlsaRecord> records,
        Optional<ReferenceIdentifiers> names,
        List<InetAddress> addresses,
        List<Answer<?>> evidence,
        DaneVerifier verifier) {
    /** How a host became known. */
    enum Origin {
        /** From a DNSSEC-secure MX record. */
        MX_SECURE,
        /** From an MX record that is not signed. */
        MX_INSECURE,
        /** Given, or the domain itself where it has no MX records. */
        NON_MX,
        /** From a DNSSEC-secure SRV record. */
        SRV_SECURE,
        /** From an SRV record that is not signed. */
        SRV_INSECURE
    }

    /** What DNS asks of a connection. */
    enum Requirement {
        /** The server must match a TLSA record. */
        AUTHENTICATED,
        /** TLS, whoever answers: no record is usable. */
        ENCRYPTED,
        /** Not covered by DANE. */
        OPPORTUNISTIC,
        /** No connection is made. */
        SKIP
    }

    HostPolicy {
        records = List.copyOf(records);
        addresses = List.copyOf(addresses);
        evidence = List.copyOf(evidence);
    }

    /** The host as a name; empty if it is not a valid name. */
    Optional<DomainName> name() {
        try {
            return Optional.of(DomainName.of(host));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    /** The lookup that failed; empty if all succeeded. */
    Optional<Answer.Failure<?>> failure() {
        return evidence.stream()
                .filter(answer -> answer.kind() == Answer.Kind.FAILURE)
                .<Answer.Failure<?>>map(answer -> (Answer.Failure<?>) answer)
                .findFirst();
    }
}
