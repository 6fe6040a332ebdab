package io.github.dane4j.mail;

import io.github.dane4j.Reason;
import jakarta.mail.MessagingException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The addresses that a recipient's domain may lead to. Anyone can publish an MX record for an address of this machine or its
 * network, and make a mail server connect there by sending mail through it.
 *
 * @param loopback whether loopback addresses are allowed
 * @param privates whether private, shared and link-local addresses are allowed
 * @param hint how to change that
 */
record TargetAddresses(boolean loopback, boolean privates, String hint) {
    /** Where an address leads, from harmless to never. An address that embeds another leads where that does. */
    enum Scope {
        /** To the Internet. */
        GLOBAL("global"),
        /** RFC 1918, RFC 3927, RFC 4193, RFC 6598, RFC 8215, and site-local addresses. */
        PRIVATE("private or link-local"),
        /** To this machine. */
        LOOPBACK("loopback"),
        /** To this machine as well, to many machines, or to none: unspecified, multicast, broadcast, reserved. */
        UNUSABLE("unspecified, multicast or reserved");

        private final String word;

        Scope(String word) {
            this.word = word;
        }

        static Scope of(InetAddress address) {
            return ofOctets(address.getAddress());
        }

        private static Scope ofOctets(byte[] octets) {
            return octets.length == 4 ? ofIpv4(octets) : ofIpv6(octets);
        }

        private static Scope ofIpv4(byte[] octets) {
            int first = octets[0] & 0xff;
            int second = octets[1] & 0xff;
            if (first == 0 || first >= 224) {
                return UNUSABLE;
            }
            if (first == 127) {
                return LOOPBACK;
            }
            boolean isPrivate = first == 10
                    || (first == 172 && (second >> 4) == 1)
                    || (first == 192 && second == 168)
                    || (first == 169 && second == 254)
                    || (first == 100 && (second >> 6) == 1);
            return isPrivate ? PRIVATE : GLOBAL;
        }

        private static Scope ofIpv6(byte[] octets) {
            int first = octets[0] & 0xff;
            int second = octets[1] & 0xff;
            if (first == 0xff) {
                return UNUSABLE;
            }
            // fc00::/7, and fe80::/9, which is link-local and site-local.
            if ((first & 0xfe) == 0xfc || (first == 0xfe && second >= 0x80)) {
                return PRIVATE;
            }
            if (startsWith(octets, 0x20, 0x02)) {
                // 6to4 (RFC 3056 section 2).
                return ofIpv4(Arrays.copyOfRange(octets, 2, 6));
            }
            Scope embedded = ofIpv4(Arrays.copyOfRange(octets, 12, 16));
            if (startsWith(octets, 0, 0x64, 0xff, 0x9b, 0, 1)) {
                // NAT64 of the local network (RFC 8215).
                return embedded.compareTo(PRIVATE) > 0 ? embedded : PRIVATE;
            }
            if (startsWith(octets, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) {
                // NAT64 (RFC 6052 section 2.1).
                return embedded;
            }
            if (startsWith(octets, 0, 0, 0, 0, 0, 0, 0, 0)) {
                return ofZeroPrefix(octets, embedded);
            }
            return GLOBAL;
        }

        /** Below ::/64: the two addresses of RFC 4291 section 2.5, and forms that embed IPv4. */
        private static Scope ofZeroPrefix(byte[] octets, Scope embedded) {
            boolean compatible = startsWith(octets, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            if (compatible && octets[12] == 0 && octets[13] == 0 && octets[14] == 0 && octets[15] == 1) {
                return LOOPBACK;
            }
            boolean mapped = startsWith(octets, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);
            boolean translated = startsWith(octets, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0);
            return compatible || mapped || translated ? embedded : UNUSABLE;
        }

        private static boolean startsWith(byte[] octets, int... prefix) {
            for (int i = 0; i < prefix.length; i++) {
                if ((octets[i] & 0xff) != prefix[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    static TargetAddresses of(DeliverySettings settings, ProtocolProperties properties) {
        return new TargetAddresses(
                settings.allowLoopback(),
                !settings.refusePrivate(),
                "the property " + properties.name(DaneProperty.ALLOW_LOOPBACK.key())
                        + " allows loopback addresses, and " + properties.name(DaneProperty.REFUSE_PRIVATE.key())
                        + " refuses private ones");
    }

    /** Whether mail may be sent there. */
    boolean allows(InetAddress address) {
        return switch (Scope.of(address)) {
            case GLOBAL -> true;
            case PRIVATE -> privates;
            case LOOPBACK -> loopback;
            case UNUSABLE -> false;
        };
    }

    /**
     * The plan with only the allowed addresses.
     *
     * @throws MessagingException if it has addresses but none of them is allowed
     */
    PlannedHost restrict(PlannedHost planned) throws MessagingException {
        List<InetAddress> addresses = planned.plan().addresses();
        int allowed = 0;
        for (InetAddress address : addresses) {
            allowed += allows(address) ? 1 : 0;
        }
        if (allowed == addresses.size()) {
            return planned;
        }
        if (allowed == 0) {
            throw MailLog.notConnected(
                    planned.host(),
                    MailRefusal.connection(planned, Reason.ADDRESS_NOT_ALLOWED, scopes(addresses) + "\n" + hint, null));
        }
        return planned.with(planned.plan().onlyTo(this::allows));
    }

    private static String scopes(List<InetAddress> addresses) {
        return addresses.stream()
                .map(address -> address.getHostAddress() + " is " + Scope.of(address).word)
                .collect(Collectors.joining(", "));
    }
}
