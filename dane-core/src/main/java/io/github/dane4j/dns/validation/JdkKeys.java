package io.github.dane4j.dns.validation;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Name;

/** Keys as the JDK parses them. */
public final class JdkKeys implements KeyParser {
    /** A parser without a state. */
    public JdkKeys() {}

    private static final int MIN_RSA_BITS = 1024;
    private static final int MAX_EXPONENT_BITS = 64;

    @Override
    public @Nullable ParsedKey parse(int algorithm, byte[] publicKey) {
        String name = jcaName(algorithm);
        if (name == null) {
            return null;
        }
        PublicKey key;
        try {
            key = new DNSKEYRecord(
                            Name.root,
                            DClass.IN,
                            0,
                            DNSKEYRecord.Flags.ZONE_KEY,
                            DNSKEYRecord.Protocol.DNSSEC,
                            algorithm,
                            publicKey)
                    .getPublicKey();
        } catch (DNSSEC.DNSSECException | RuntimeException e) {
            return null;
        }
        if (key instanceof RSAPublicKey rsa
                && (rsa.getModulus().bitLength() < MIN_RSA_BITS
                        || rsa.getPublicExponent().bitLength() > MAX_EXPONENT_BITS)) {
            return null;
        }
        return (signed, signature) -> {
            try {
                Signature check = Signature.getInstance(name);
                check.initVerify(key);
                check.update(signed);
                return check.verify(signature);
            } catch (GeneralSecurityException | RuntimeException e) {
                return false;
            }
        };
    }

    private static @Nullable String jcaName(int algorithm) {
        return switch (algorithm) {
            case DNSSEC.Algorithm.RSASHA1, DNSSEC.Algorithm.RSA_NSEC3_SHA1 -> "SHA1withRSA";
            case DNSSEC.Algorithm.RSASHA256 -> "SHA256withRSA";
            case DNSSEC.Algorithm.RSASHA512 -> "SHA512withRSA";
            case DNSSEC.Algorithm.ECDSAP256SHA256 -> "SHA256withECDSAinP1363Format";
            case DNSSEC.Algorithm.ECDSAP384SHA384 -> "SHA384withECDSAinP1363Format";
            case DNSSEC.Algorithm.ED25519 -> "Ed25519";
            case DNSSEC.Algorithm.ED448 -> "Ed448";
            default -> null;
        };
    }
}
