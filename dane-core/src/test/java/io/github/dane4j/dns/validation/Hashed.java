package io.github.dane4j.dns.validation;

import java.math.BigInteger;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.utils.base32;

/**
 * NSEC3 records of a zone as lines of a zone file.
 *
 * @param zone at which the owners end
 * @param algorithm of the hash; that of SHA-1 is what is written, whatever the number
 * @param salt in hexadecimal, or {@code -}
 */
record Hashed(String zone, int algorithm, int flags, int iterations, String salt) {
    static final int OPT_OUT = 1;

    static Hashed in(String zone) {
        return new Hashed(zone, NSEC3Record.SHA1_DIGEST_ID, 0, 0, "-");
    }

    Hashed algorithm(int number) {
        return new Hashed(zone, number, flags, iterations, salt);
    }

    Hashed flags(int number) {
        return new Hashed(zone, algorithm, number, iterations, salt);
    }

    Hashed iterations(int number) {
        return new Hashed(zone, algorithm, flags, number, salt);
    }

    Hashed salt(String hex) {
        return new Hashed(zone, algorithm, flags, iterations, hex);
    }

    /** The record of a name, with its types. */
    String at(String name, String types) {
        return line(hash(name), hash(name).add(BigInteger.ONE), types);
    }

    /** A record that leaves no room for a name. */
    String covering(String name) {
        return line(hash(name).subtract(BigInteger.ONE), hash(name).add(BigInteger.ONE), "A RRSIG");
    }

    /** A record with an end on each side of what is given, in hashes of names plus some. */
    String between(String from, int plus, String to, int more) {
        return line(hash(from).add(BigInteger.valueOf(plus)), hash(to).add(BigInteger.valueOf(more)), "A RRSIG");
    }

    private String line(BigInteger owner, BigInteger next, String types) {
        return text(owner) + "." + zone + ". NSEC3 " + algorithm + " " + flags + " " + iterations + " " + salt + " "
                + text(next) + " " + types;
    }

    BigInteger hash(String name) {
        byte[] bytes = salt.equals("-") ? new byte[0] : HexFormat.of().parseHex(salt);
        NSEC3Record parameters = new NSEC3Record(
                Core.name(zone),
                DClass.IN,
                0,
                NSEC3Record.SHA1_DIGEST_ID,
                0,
                iterations,
                bytes,
                new byte[20],
                new int[0]);
        try {
            return new BigInteger(1, parameters.hashName(Core.name(name)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(BigInteger hash) {
        byte[] bytes = HexFormat.of().parseHex(String.format("%040x", hash));
        return new base32(base32.Alphabet.BASE32HEX, false, false).toString(bytes);
    }
}
