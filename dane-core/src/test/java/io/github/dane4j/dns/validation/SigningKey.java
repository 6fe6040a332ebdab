package io.github.dane4j.dns.validation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A key that signs whatever a test writes, with any fields in the signature: what no server would serve, and yet
 * really signed.
 */
final class SigningKey {
    static final int ZONE_AND_ENTRY_POINT = 257;

    private final DNSKEYRecord dnskey;
    private final PrivateKey privateKey;
    private final String signatureName;

    private SigningKey(DNSKEYRecord dnskey, PrivateKey privateKey, String signatureName) {
        this.dnskey = dnskey;
        this.privateKey = privateKey;
        this.signatureName = signatureName;
    }

    /** A key as zones have them, on P-256. */
    static SigningKey of(String zone) {
        return of(zone, ZONE_AND_ENTRY_POINT, DNSKEYRecord.Protocol.DNSSEC);
    }

    static SigningKey of(String zone, int flags, int protocol) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return of(
                    zone,
                    flags,
                    protocol,
                    DNSSEC.Algorithm.ECDSAP256SHA256,
                    generator.generateKeyPair(),
                    "SHA256withECDSAinP1363Format");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An RSA key that signs with SHA-1. */
    static SigningKey rsaSha1(String zone) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(1024);
            return of(
                    zone,
                    ZONE_AND_ENTRY_POINT,
                    DNSKEYRecord.Protocol.DNSSEC,
                    DNSSEC.Algorithm.RSASHA1,
                    generator.generateKeyPair(),
                    "SHA1withRSA");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SigningKey of(
            String zone, int flags, int protocol, int algorithm, KeyPair pair, String signatureName) {
        try {
            DNSKEYRecord dnskey =
                    new DNSKEYRecord(Core.name(zone), DClass.IN, 300, flags, protocol, algorithm, pair.getPublic());
            return new SigningKey(dnskey, pair.getPrivate(), signatureName);
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException(e);
        }
    }

    DNSKEYRecord dnskey() {
        return dnskey;
    }

    DSRecord ds() {
        return new DSRecord(dnskey.getName(), DClass.IN, 300, DNSSEC.Digest.SHA256, dnskey);
    }

    /** Records, one a line, with all names absolute and without their final dots. */
    static List<Record> records(String... lines) {
        List<Record> records = new ArrayList<>();
        for (String line : lines) {
            try (Master zoneFile =
                    new Master(new ByteArrayInputStream(line.getBytes(StandardCharsets.US_ASCII)), Name.root, 300)) {
                records.add(zoneFile.nextRecord());
            } catch (IOException e) {
                throw new UncheckedIOException(line, e);
            }
        }
        return records;
    }

    /** One record set and its signature. */
    List<Record> signed(String... lines) {
        return signed(records(lines));
    }

    List<Record> signed(List<? extends Record> set) {
        return with(set, signature(set).make());
    }

    /** What a wildcard would give for a name: the set and its signature under that name. */
    List<Record> expanded(String name, String... lines) {
        return signed(lines).stream()
                .map(each -> each.withName(Core.name(name)))
                .toList();
    }

    static List<Record> with(List<? extends Record> set, RRSIGRecord... signatures) {
        List<Record> all = new ArrayList<>(set);
        all.addAll(List.of(signatures));
        return all;
    }

    static List<Record> with(List<? extends Record> set, List<? extends Record> more) {
        List<Record> all = new ArrayList<>(set);
        all.addAll(more);
        return all;
    }

    SignatureFields signature(List<? extends Record> set) {
        return new SignatureFields(set);
    }

    /** The fields of a signature over a set: those that a zone would write, but for what is said otherwise. */
    final class SignatureFields {
        private final List<? extends Record> set;
        private Name signer = dnskey.getName();
        private int keyTag = dnskey.getFootprint();
        private int algorithm = dnskey.getAlgorithm();
        private int labels;
        private long ttl;
        private long originalTtl;
        private Instant inception = Instant.now().minusSeconds(3600);
        private Instant expiration = Instant.now().plusSeconds(1_000_000);
        private boolean valid = true;

        private SignatureFields(List<? extends Record> set) {
            this.set = set;
            this.labels = SignedSet.labels(set.get(0).getName());
            this.ttl = set.get(0).getTTL();
            this.originalTtl = ttl;
        }

        SignatureFields signer(String name) {
            signer = Core.name(name);
            return this;
        }

        SignatureFields keyTag(int number) {
            keyTag = number;
            return this;
        }

        SignatureFields algorithm(int number) {
            algorithm = number;
            return this;
        }

        SignatureFields labels(int number) {
            labels = number;
            return this;
        }

        SignatureFields ttl(long received, long original) {
            ttl = received;
            originalTtl = original;
            return this;
        }

        SignatureFields until(Instant end) {
            expiration = end;
            return this;
        }

        /** With bytes that do not verify. */
        SignatureFields invalid() {
            valid = false;
            return this;
        }

        RRSIGRecord make() {
            try {
                Signature signing = Signature.getInstance(signatureName);
                signing.initSign(privateKey);
                signing.update(DNSSEC.digestRRset(record(new byte[64]), new RRset(set.toArray(Record[]::new))));
                byte[] signature = signing.sign();
                signature[signature.length - 1] ^= (byte) (valid ? 0 : 1);
                return record(signature);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private RRSIGRecord record(byte[] signature) {
            Name owner = set.get(0).getName();
            RRSIGRecord made = new RRSIGRecord(
                    owner,
                    DClass.IN,
                    ttl,
                    set.get(0).getType(),
                    algorithm,
                    originalTtl,
                    expiration,
                    inception,
                    keyTag,
                    signer,
                    signature);
            byte[] data = made.rdataToWireCanonical();
            // What the constructor counts.
            data[3] = (byte) labels;
            return (RRSIGRecord) Record.newRecord(owner, Type.RRSIG, DClass.IN, ttl, data);
        }
    }
}
