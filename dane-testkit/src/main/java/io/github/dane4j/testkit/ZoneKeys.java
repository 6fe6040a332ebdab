package io.github.dane4j.testkit;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Type;

/** The keys of one zone: a single one for everything, or one for the keys and one for the rest (RFC 6781 section 3.1). */
final class ZoneKeys {

    private static final int ZONE_KEY = DNSKEYRecord.Flags.ZONE_KEY;
    private static final int SECURE_ENTRY_POINT = DNSKEYRecord.Flags.SEP_KEY;

    /** The one that signs the keys first, the one that signs the rest last; they may be the same one. */
    private final List<SigningKey> signers;

    private @Nullable DNSKEYRecord stranger;

    private ZoneKeys(List<SigningKey> signers) {
        this.signers = signers;
    }

    private record SigningKey(DNSKEYRecord dnskey, PrivateKey privateKey) {}

    static ZoneKeys generate(Name zone, int algorithm, boolean apart) {
        SigningKey entry = generate(zone, algorithm, ZONE_KEY | SECURE_ENTRY_POINT);
        return new ZoneKeys(apart ? List.of(entry, generate(zone, algorithm, ZONE_KEY)) : List.of(entry));
    }

    private static SigningKey generate(Name zone, int algorithm, int flags) {
        try {
            KeyPair pair = generator(algorithm).generateKeyPair();
            DNSKEYRecord dnskey = new DNSKEYRecord(
                    zone,
                    DClass.IN,
                    ZoneBuilder.DEFAULT_TTL,
                    flags,
                    DNSKEYRecord.Protocol.DNSSEC,
                    algorithm,
                    pair.getPublic());
            return new SigningKey(dnskey, pair.getPrivate());
        } catch (GeneralSecurityException | DNSSEC.DNSSECException e) {
            throw new IllegalStateException("cannot make a key of algorithm " + algorithm, e);
        }
    }

    private static KeyPairGenerator generator(int algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case DNSSEC.Algorithm.RSASHA256 -> {
                KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
                rsa.initialize(2048);
                yield rsa;
            }
            case DNSSEC.Algorithm.ECDSAP256SHA256 -> onCurve("secp256r1");
            case DNSSEC.Algorithm.ECDSAP384SHA384 -> onCurve("secp384r1");
            case DNSSEC.Algorithm.ED25519 -> KeyPairGenerator.getInstance("Ed25519");
            case DNSSEC.Algorithm.ED448 -> KeyPairGenerator.getInstance("Ed448");
            default -> throw new IllegalArgumentException("DNSSEC algorithm " + algorithm);
        };
    }

    private static KeyPairGenerator onCurve(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator;
    }

    boolean suit(ZoneBuilder definition) {
        return entryPoint().getAlgorithm() == definition.algorithm()
                && (signers.size() == 2) == definition.hasKeySigningKeyApart();
    }

    List<DNSKEYRecord> dnskeys() {
        return signers.stream().map(SigningKey::dnskey).toList();
    }

    DSRecord ds() {
        return ds(entryPoint());
    }

    private DNSKEYRecord entryPoint() {
        return signers.get(0).dnskey;
    }

    /** A DS made from a key that the zone does not have; the same one each time. */
    DSRecord wrongDs() {
        if (stranger == null) {
            DNSKEYRecord own = entryPoint();
            stranger = generate(own.getName(), own.getAlgorithm(), own.getFlags()).dnskey;
        }
        return ds(stranger);
    }

    private static DSRecord ds(DNSKEYRecord key) {
        return new DSRecord(key.getName(), DClass.IN, ZoneBuilder.DEFAULT_TTL, DNSSEC.Digest.SHA256, key);
    }

    RRSIGRecord sign(RRset rrset, Instant inception, Instant expiration) {
        SigningKey key = signers.get(rrset.getType() == Type.DNSKEY ? 0 : signers.size() - 1);
        try {
            return DNSSEC.sign(rrset, key.dnskey, key.privateKey, inception, expiration);
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException("cannot sign " + rrset.getName(), e);
        }
    }
}
