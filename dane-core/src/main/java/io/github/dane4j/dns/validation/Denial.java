package io.github.dane4j.dns.validation;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Type;

/**
 * What the NSEC records, or the NSEC3 records of one set of parameters, of one zone claim to be absent (RFC 4035 section 5.4,
 * RFC 5155 section 8). Whether they are genuine is checked afterwards.
 */
interface Denial {
    /** No such name (RFC 9824 section 2): the name is there only to say that it is not. */
    int NXNAME = 128;

    /** That the name has no records of the type and is no alias, or does not exist at all; null if they do not say so. */
    @Nullable
    Claim absence(Name name, int type) throws BogusException;

    /** That a name does not exist, whatever wildcards there are; null if they do not say so. */
    @Nullable
    Claim nonexistence(Name name) throws BogusException;

    /**
     * That {@code name} is a zone of its own without DS records, or may be one (RFC 4035 section 5.2, RFC 5155 section
     * 8.9); null if they do not say so.
     */
    @Nullable
    Claim unsignedZone(Name name) throws BogusException;

    /** The name exists, and has neither the type nor an alias; it is not the parent that says so of its child's name. */
    static boolean lack(int type, int... types) {
        return !has(types, type) && !has(types, Type.CNAME) && (type == Type.DS || !isDelegation(types));
    }

    /** What the bits of a name say that lacks a type. */
    static Finding.Kind absenceIn(int... types) {
        return has(types, NXNAME) ? Finding.Kind.NO_NAME : Finding.Kind.NO_DATA;
    }

    /** Below such a name the zone knows nothing: it has been delegated, or redirected. */
    static boolean isCut(int... types) {
        return isDelegation(types) || has(types, Type.DNAME);
    }

    /** A zone of its own that has no DS records. */
    static boolean isUnsignedZone(int... types) {
        return isDelegation(types) && !has(types, Type.DS);
    }

    private static boolean isDelegation(int... types) {
        return has(types, Type.NS) && !has(types, Type.SOA);
    }

    private static boolean has(int[] types, int type) {
        for (int each : types) {
            if (each == type) {
                return true;
            }
        }
        return false;
    }

    /** The ancestor of {@code name}, or itself, with this many labels, the root counted. */
    static Name ancestor(Name name, int labels) {
        return new Name(name, name.labels() - labels);
    }

    /** The wildcard right below a name; null if that would be too long. */
    static @Nullable Name wildcard(Name encloser) {
        try {
            return Name.concatenate(Name.fromConstantString("*"), encloser);
        } catch (NameTooLongException e) {
            return null;
        }
    }
}
