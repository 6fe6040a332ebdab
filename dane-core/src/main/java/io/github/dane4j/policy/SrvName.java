package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import io.github.dane4j.Printable;
import io.github.dane4j.dns.Service;
import java.util.regex.Pattern;

/**
 * The owner name of SRV records: a service of a domain (RFC 2782).
 *
 * @param service the name of the service without underscore, for example {@code imap} or {@code xmpp-client}
 * @param transport of the service
 * @param domain the service domain, also called the source domain: what the user entered
 */
public record SrvName(String service, Service.Transport transport, DomainName domain) {
    private static final int SHOWN = 80;
    /** One label below an underscore, of the characters of RFC 6335 section 5.1. */
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,60}[A-Za-z0-9])?");

    /**
     * Checks that these form a name.
     *
     * @throws IllegalArgumentException if the service is not a service name
     * @throws io.github.dane4j.InvalidNameException if they are too long together
     */
    public SrvName {
        if (!SERVICE.matcher(service).matches()) {
            throw new IllegalArgumentException(
                    "a service is named by letters, digits and hyphens, such as \"imap\", not by \""
                            + Printable.clip(service, SHOWN) + "\"");
        }
        owner(service, transport, domain);
    }

    /** The owner name of the SRV records, for example {@code _imap._tcp.example.com}. */
    public DomainName owner() {
        return owner(service, transport, domain);
    }

    private static DomainName owner(String service, Service.Transport transport, DomainName domain) {
        return domain.child("_" + service + "." + transport.label());
    }

    @Override
    public String toString() {
        return owner().toString();
    }
}
