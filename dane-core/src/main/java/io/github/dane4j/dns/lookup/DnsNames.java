package io.github.dane4j.dns.lookup;

import io.github.dane4j.DomainName;
import io.github.dane4j.InvalidNameException;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Names as the library has them, and as dnsjava has them. */
public final class DnsNames {
    private DnsNames() {}

    public static Name toDns(DomainName name) {
        try {
            return Name.fromString(name.toString(), Name.root);
        } catch (TextParseException e) {
            // DomainName is the stricter of the two.
            throw new IllegalStateException("a domain name that is not a DNS name: " + name, e);
        }
    }

    /**
     * The name without its escapes; DNS allows any byte in a label, {@link DomainName} does not.
     *
     * @throws InvalidNameException if the name cannot be that of a host or of its TLSA records
     */
    public static DomainName fromDns(Name name) {
        return DomainName.of(name.toString(true));
    }
}
