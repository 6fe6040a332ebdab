package io.github.dane4j.testkit;

/**
 * A DNS query a {@link DnsTree} was asked.
 *
 * @param name the name in full with its final dot and in the client's spelling, for example {@code mx.example.org.}
 * @param type the type's mnemonic, for example {@code TLSA}, or {@code TYPE65280} if it has none
 * @param transport how it came
 * @param checkingDisabled whether the CD bit was set (RFC 4035 section 3.2.2)
 * @param dnssecOk whether the DO bit was set (RFC 3225)
 */
public record Query(String name, String type, DnsTransport transport, boolean checkingDisabled, boolean dnssecOk) {

    /**
     * Whether this is a query for that name and type.
     *
     * @param wantedName with or without its final dot, in any case
     * @param wantedType the mnemonic
     * @return true if both are the same
     */
    public boolean asks(String wantedName, String wantedType) {
        String absolute = wantedName.endsWith(".") ? wantedName : wantedName + ".";
        return name.equalsIgnoreCase(absolute) && type.equalsIgnoreCase(wantedType);
    }
}
