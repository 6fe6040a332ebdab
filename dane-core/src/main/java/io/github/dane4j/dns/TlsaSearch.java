package io.github.dane4j.dns;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.query.Expiry;
import io.github.dane4j.tlsa.TlsaRecord;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The search of RFC 7672 sections 2.2.2 and 2.2.3 for one service, one question after the other. */
final class TlsaSearch {
    private final DnssecResolver resolver;
    private final Service service;
    private final List<Answer<?>> evidence = new ArrayList<>();
    private Instant expiry = Instant.MAX;

    TlsaSearch(DnssecResolver resolver, Service service) {
        this.resolver = resolver;
        this.service = service;
    }

    TlsaLookup run() {
        // Addresses before TLSA: the name servers of some unsigned zones fail TLSA queries (section 2.2.2).
        Answer<InetAddress> v4 = ask(service.host(), RecordType.A);
        if (v4 instanceof Answer.Failure<InetAddress> failure && failure.reason() == Reason.DNS_INTERRUPTED) {
            return failed(failure);
        }
        List<Answer<InetAddress>> families = List.of(v4, ask(service.host(), RecordType.AAAA));

        // A family whose lookup failed adds no address; it does not spoil the other (section 2.1.2 speaks of a failure
        // that prevents address resolution, and is silent on one of two).
        List<Answer.Data<InetAddress>> found = new ArrayList<>();
        List<InetAddress> addresses = new ArrayList<>();
        for (Answer<InetAddress> answer : families) {
            if (answer instanceof Answer.Data<InetAddress> data) {
                found.add(data);
                addresses.addAll(data.records());
            }
        }
        if (found.isEmpty()) {
            return withoutAddress(families);
        }
        for (Answer.Data<InetAddress> answer : found) {
            if (answer.security() == Security.SECURE) {
                return search(candidates(answer.owner()), addresses);
            }
        }
        return insecureAddresses(found, addresses);
    }

    private TlsaLookup withoutAddress(List<Answer<InetAddress>> families) {
        for (Answer<InetAddress> answer : families) {
            if (answer instanceof Answer.Failure<InetAddress> failure) {
                return failed(failure);
            }
        }
        return new TlsaLookup.Failed(service, Reason.NO_ADDRESS, service.host() + " has no address", evidence);
    }

    /** The addresses are insecure. If that is because of an alias, the alias itself may be secure (section 2.1.3). */
    private TlsaLookup insecureAddresses(List<Answer.Data<InetAddress>> found, List<InetAddress> addresses) {
        Answer.Data<InetAddress> answer = found.get(0);
        if (answer.aliases().isEmpty()) {
            return insecure(addresses);
        }
        if (answer.aliases().get(0).security() == Security.SECURE) {
            return search(List.of(service.host()), addresses);
        }
        if (answer.cut().isPresent()) {
            // A proof that the alias is insecure. Without one it may be that the AD bit was not set, which is about all
            // records of a reply together.
            return insecure(addresses);
        }
        Answer<DomainName> alias = ask(service.host(), RecordType.CNAME);
        if (alias instanceof Answer.Failure<DomainName> failure) {
            return failed(failure);
        }
        return securityOf(alias) == Security.SECURE ? search(List.of(service.host()), addresses) : insecure(addresses);
    }

    private TlsaLookup insecure(List<InetAddress> addresses) {
        return new TlsaLookup.Insecure(service, addresses, expiry, evidence);
    }

    /** The expanded name, then the original one; none of the aliases between (section 2.2.3). */
    private List<DomainName> candidates(DomainName expanded) {
        return expanded.equals(service.host()) ? List.of(expanded) : List.of(expanded, service.host());
    }

    private TlsaLookup search(List<DomainName> candidates, List<InetAddress> addresses) {
        for (DomainName candidate : candidates) {
            Optional<DomainName> owner = tlsaName(candidate);
            if (owner.isEmpty()) {
                continue;
            }
            Answer<TlsaRecord> answer = ask(owner.get(), RecordType.TLSA);
            if (answer instanceof Answer.Failure<TlsaRecord> failure) {
                // Never on to the next candidate, nor to a connection (section 2.1.2).
                return failed(failure);
            }
            if (answer instanceof Answer.Data<TlsaRecord> data && data.security() == Security.SECURE) {
                return new TlsaLookup.Found(service, candidate, data.records(), addresses, expiry, evidence);
            }
        }
        return new TlsaLookup.Absent(service, addresses, expiry, evidence);
    }

    /** Empty if it would be too long for a name, so that no such records can exist. */
    private Optional<DomainName> tlsaName(DomainName candidate) {
        try {
            return Optional.of(service.tlsaName(candidate));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    private <T> Answer<T> ask(DomainName name, RecordType<T> type) {
        Answer<T> answer = resolver.query(name, type);
        evidence.add(answer);
        if (answer instanceof Answer.Proven<T> proven) {
            expiry = Expiry.earlier(expiry, proven.expiry());
        }
        return answer;
    }

    private static Security securityOf(Answer<?> answer) {
        return answer instanceof Answer.Proven<?> proven ? proven.security() : Security.INSECURE;
    }

    private TlsaLookup failed(Answer.Failure<?> failure) {
        return new TlsaLookup.Failed(service, failure.reason(), failure.detail(), evidence);
    }
}
