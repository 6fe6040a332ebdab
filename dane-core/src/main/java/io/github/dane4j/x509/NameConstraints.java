package io.github.dane4j.x509;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * The names that a CA may issue for (RFC 5280 section 4.2.1.10), judged here and not by the JDK, whose rules differ from
 * one version to the next and which takes the common name of every certificate for a host name.
 *
 * <p>Host names, addresses, mail addresses and directory names are compared. A certificate with a name of another form is
 * refused if that form is constrained, as the section demands of whoever does not process it. Immutable.
 */
public final class NameConstraints {
    private static final int PERMITTED = 0xa0;
    private static final int EXCLUDED = 0xa1;
    /** minimum [0] BaseDistance: the only value is 0 (RFC 5280 section 4.2.1.10). */
    private static final int MINIMUM = 0x80;

    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    private final List<GeneralName> permitted = new ArrayList<>();
    private final List<GeneralName> excluded = new ArrayList<>();
    private final boolean readable;

    private NameConstraints(Optional<byte[]> extension) {
        boolean read = false;
        try {
            read(extension.orElseThrow(() -> new IOException("no OCTET STRING")));
            read = true;
        } catch (IOException e) {
            // Nothing is permitted then.
        }
        this.readable = read;
    }

    /** Those of a certificate, if it has any. */
    public static Optional<NameConstraints> of(Extensions extensions) {
        return extensions.has(Extensions.NAME_CONSTRAINTS)
                ? Optional.of(new NameConstraints(extensions.contents(Extensions.NAME_CONSTRAINTS)))
                : Optional.empty();
    }

    private void read(byte[] extension) throws IOException {
        DerReader der = new DerReader(extension);
        if (!der.only(DerReader.SEQUENCE)) {
            throw new IOException("not a sequence");
        }
        der.enter();
        while (der.next()) {
            if (der.tag() != PERMITTED && der.tag() != EXCLUDED) {
                throw new IOException("neither permitted nor excluded");
            }
            readSubtrees(der.contents(), der.tag() == PERMITTED ? permitted : excluded);
        }
        if (!der.atEnd()) {
            throw new IOException("not DER");
        }
    }

    private static void readSubtrees(DerReader der, List<GeneralName> subtrees) throws IOException {
        while (!der.atEnd()) {
            if (!der.next(DerReader.SEQUENCE)) {
                throw new IOException("not a subtree");
            }
            DerReader subtree = der.contents();
            if (!subtree.next()) {
                throw new IOException("a subtree without a name");
            }
            GeneralName base = new GeneralName(subtree.tag(), subtree.copyOfContents());
            boolean fromZero = subtree.atEnd()
                    || (subtree.only(MINIMUM) && subtree.contentLength() == 1 && subtree.contentOctet(0) == 0);
            if (!fromZero) {
                throw new IOException("a subtree with bounds");
            }
            requireWellFormed(base);
            subtrees.add(base);
        }
    }

    private static void requireWellFormed(GeneralName base) throws IOException {
        int length = base.content().length;
        if (base.tag() == GeneralName.ADDRESS && length != 2 * IPV4 && length != 2 * IPV6) {
            throw new IOException("a range of addresses is an address and a mask");
        }
        if (base.tag() == GeneralName.DIRECTORY && !new DerReader(base.content()).only(DerReader.SEQUENCE)) {
            throw new IOException("not a directory name");
        }
    }

    /** Whether they can be read. If not, they permit nothing. */
    public boolean isReadable() {
        return readable;
    }

    /** The number of subtrees, of all forms of names. */
    public int size() {
        return permitted.size() + excluded.size();
    }

    /** Whether all of these names are permitted. */
    public boolean permit(List<GeneralName> names) {
        return readable && names.stream().allMatch(this::permits);
    }

    /** A form of name that no permitted subtree has is not constrained by them. */
    private boolean permits(GeneralName name) {
        return excluded.stream().noneMatch(base -> isWithin(name, base, true))
                && (permitted.stream().noneMatch(base -> base.tag() == name.tag())
                        || permitted.stream().anyMatch(base -> isWithin(name, base, false)));
    }

    /** Whether the host name is in a subtree that is excluded. */
    public boolean exclude(String host) {
        return !readable || excluded.stream().anyMatch(base -> isWithin(GeneralName.dns(host), base, true));
    }

    /**
     * Whether the name is in the subtree. Where it is left open, an excluded subtree is the larger one and a permitted one
     * the smaller.
     */
    private static boolean isWithin(GeneralName name, GeneralName base, boolean excluded) {
        if (name.tag() != base.tag()) {
            return false;
        }
        return switch (name.tag()) {
            case GeneralName.DNS -> isHostWithin(lower(name), lower(base), excluded);
            case GeneralName.EMAIL -> isMailboxWithin(lower(name), lower(base), excluded);
            case GeneralName.ADDRESS -> isAddressWithin(name.content(), base.content());
            case GeneralName.DIRECTORY -> isDirectoryWithin(name.content(), base.content());
            default -> excluded;
        };
    }

    private static String lower(GeneralName name) {
        return name.text().toLowerCase(Locale.ROOT);
    }

    /**
     * The base itself and all names below it; every name, if the base is empty. A dot before the base leaves the base
     * itself out, and a dot behind it leaves nothing; neither is in the RFC, so nothing is permitted or spared by them.
     */
    private static boolean isHostWithin(String name, String base, boolean excluded) {
        if (base.isEmpty()) {
            return true;
        }
        if (excluded) {
            String bare = withoutDots(base);
            String host = withoutDots(name);
            return host.equals(bare) || host.endsWith("." + bare) || bare.isEmpty();
        }
        return name.equals(base) || name.endsWith(base.startsWith(".") ? base : "." + base);
    }

    private static String withoutDots(String name) {
        int from = name.startsWith(".") ? 1 : 0;
        int to = name.endsWith(".") ? name.length() - 1 : name.length();
        return name.substring(Math.min(from, to), to);
    }

    /** A mailbox, all mailboxes of a host, or with a dot before it, of all hosts below a domain. */
    private static boolean isMailboxWithin(String name, String base, boolean excluded) {
        if (base.isEmpty()) {
            return true;
        }
        int at = name.lastIndexOf('@');
        if (at < 0) {
            return excluded;
        }
        String host = name.substring(at + 1);
        if (base.indexOf('@') >= 0) {
            return name.equals(base);
        }
        return base.startsWith(".") ? host.endsWith(base) : host.equals(base);
    }

    /** An address of the other family is not in the range. */
    private static boolean isAddressWithin(byte[] address, byte[] range) {
        if (2 * address.length != range.length) {
            return false;
        }
        for (int i = 0; i < address.length; i++) {
            if (((address[i] ^ range[i]) & range[address.length + i]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The first RDNs of the name are those of the base (RFC 5280 section 7.1). */
    private static boolean isDirectoryWithin(byte[] name, byte[] base) {
        int depth = rdns(base);
        return rdns(name) >= depth && new X500Principal(first(name, depth)).equals(new X500Principal(base));
    }

    private static int rdns(byte[] name) {
        DerReader rdns = insideOf(name);
        int count = 0;
        while (rdns.next()) {
            count++;
        }
        return count;
    }

    /** The name that the first {@code count} RDNs make. */
    private static byte[] first(byte[] name, int count) {
        DerReader rdns = insideOf(name);
        int from = 0;
        int to = 0;
        for (int i = 0; i < count; i++) {
            rdns.next();
            from = i == 0 ? rdns.start() : from;
            to = rdns.end();
        }
        return DerReader.wrap(DerReader.SEQUENCE, name, from, to);
    }

    private static DerReader insideOf(byte[] name) {
        DerReader der = new DerReader(name);
        der.next();
        return der.contents();
    }
}
