package io.github.dane4j.dns.anchors;

import io.github.dane4j.Printable;
import io.github.dane4j.dns.TrustAnchorException;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.dns.validation.Anchors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * The trust anchors of {@link TrustAnchors}, as validation has them: always including one for the root. Immutable.
 */
public final class AnchorSet {
    /** An anchor that cannot be used would make its zone insecure (RFC 4035 section 5.2), not refuse it. */
    private static final Set<Integer> ALGORITHMS = Set.of(
            Algorithm.RSASHA256,
            Algorithm.RSASHA512,
            Algorithm.ECDSAP256SHA256,
            Algorithm.ECDSAP384SHA384,
            Algorithm.ED25519,
            Algorithm.ED448);

    private static final Map<Integer, Integer> DIGEST_LENGTHS = Map.of(Digest.SHA256, 32, Digest.SHA384, 48);

    /** In bytes: the root's keys take a hundredth of it. */
    private static final int MAX_FILE = 256 * 1024;

    private static final int MAX_ANCHORS = 1000;

    private static final int SHOWN = 200;

    /** The keys that IANA publishes in root-anchors.xml: KSK-2017 and KSK-2024. */
    private static final AnchorSet IANA = of(
            ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
            ". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16");

    private final String source;
    /** All of their records are DS. */
    private final Map<Name, List<Anchor>> byZone;

    private final NegativeTrustAnchors negative;

    private AnchorSet(String source, Map<Name, List<Anchor>> byZone, NegativeTrustAnchors negative) {
        this.source = source;
        this.byZone = byZone;
        this.negative = negative;
    }

    /** {@link TrustAnchors#iana}. */
    public static AnchorSet iana() {
        return IANA;
    }

    /** {@link TrustAnchors#of}. */
    public static AnchorSet of(String... lines) {
        return read("trust anchors", () -> AnchorLines.read(String.join("\n", lines)));
    }

    /** {@link TrustAnchors#fromFile}. */
    public static AnchorSet fromFile(Path file) {
        return read(file.toString(), () -> AnchorFormat.read(text(file)));
    }

    /** {@link TrustAnchors#with}. */
    public AnchorSet with(String... lines) {
        return read(source, () -> {
            List<Anchor> all = new ArrayList<>();
            byZone.values().forEach(all::addAll);
            all.addAll(AnchorLines.read(String.join("\n", lines)));
            return all;
        });
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_FILE + 1);
            if (octets.length > MAX_FILE) {
                throw new TrustAnchorException(file + " has more than " + MAX_FILE + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (IOException e) {
            throw new TrustAnchorException("the trust anchor file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private interface Reader {
        List<Anchor> read() throws IOException;
    }

    private static AnchorSet read(String source, Reader reader) {
        List<Anchor> anchors;
        try {
            anchors = reader.read();
        } catch (TrustAnchorException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new TrustAnchorException(source + ": " + shown(String.valueOf(e.getMessage())), e);
        }
        if (anchors.size() > MAX_ANCHORS) {
            throw new TrustAnchorException(source + ": more than " + MAX_ANCHORS + " trust anchors");
        }
        Map<Name, List<Anchor>> records = new LinkedHashMap<>();
        for (Anchor anchor : anchors) {
            check(anchor.record(), source);
            records.computeIfAbsent(anchor.zone(), zone -> new ArrayList<>()).add(anchor);
        }
        if (!records.containsKey(Name.root)) {
            throw new TrustAnchorException(source + ": there is no trust anchor for the root");
        }
        Map<Name, List<Anchor>> byZone = new LinkedHashMap<>();
        records.forEach((zone, keys) -> byZone.put(zone, digests(zone, keys, source)));
        return new AnchorSet(source, byZone, NegativeTrustAnchors.NONE);
    }

    /** Whether keys of this algorithm and digests of this type can be validated with. */
    static boolean canUse(int algorithm, int digestType) {
        return ALGORITHMS.contains(algorithm) && DIGEST_LENGTHS.containsKey(digestType);
    }

    private static void check(Record record, String source) {
        int algorithm;
        if (record instanceof DSRecord ds) {
            algorithm = ds.getAlgorithm();
            Integer length = DIGEST_LENGTHS.get(ds.getDigestID());
            if (length == null || length != ds.getDigest().length) {
                throw new TrustAnchorException(source + ": a digest of type 2 or 4 is needed: " + shown(record));
            }
        } else if (record instanceof DNSKEYRecord key) {
            algorithm = key.getAlgorithm();
            if ((key.getFlags() & DNSKEYRecord.Flags.ZONE_KEY) == 0) {
                throw new TrustAnchorException(source + ": no zone key: " + shown(record));
            }
            if ((key.getFlags() & DNSKEYRecord.Flags.REVOKE) != 0) {
                throw new TrustAnchorException(source + ": a revoked key: " + shown(record));
            }
        } else {
            throw new TrustAnchorException(source + ": neither DS nor DNSKEY: " + shown(record));
        }
        if (record.getDClass() != DClass.IN) {
            throw new TrustAnchorException(source + ": not of class IN: " + shown(record));
        }
        if (!ALGORITHMS.contains(algorithm)) {
            throw new TrustAnchorException(
                    source + ": signature algorithm " + algorithm + " cannot be used: " + shown(record));
        }
    }

    /** One digest type for a zone: the validator would use the records of the highest one only. */
    private static List<Anchor> digests(Name zone, List<Anchor> anchors, String source) {
        Set<Integer> types = new TreeSet<>();
        for (Anchor anchor : anchors) {
            if (anchor.record() instanceof DSRecord ds) {
                types.add(ds.getDigestID());
            }
        }
        if (types.size() > 1) {
            throw new TrustAnchorException(
                    source + ": the DS records of " + zone + " have different digest types: " + types);
        }
        int type = types.isEmpty() ? Digest.SHA256 : types.iterator().next();
        return anchors.stream()
                .map(anchor -> anchor.record() instanceof DNSKEYRecord key
                        ? anchor.with(new DSRecord(zone, DClass.IN, 0, type, key))
                        : anchor)
                .toList();
    }

    private static String shown(Object text) {
        return Printable.clip(text.toString().replaceAll("\\s+", " "), SHOWN);
    }

    /**
     * The anchors that hold at {@code now}.
     *
     * @throws TrustAnchorException if a zone would be without one: its names would pass for unsigned
     */
    public AnchorSet at(Instant now) {
        Map<Name, List<Anchor>> valid = new LinkedHashMap<>();
        byZone.forEach((zone, anchors) -> {
            List<Anchor> held =
                    anchors.stream().filter(anchor -> anchor.holdsAt(now)).toList();
            if (held.isEmpty()) {
                throw new TrustAnchorException(source + ": no trust anchor of " + zone + " is valid at " + now + ": "
                        + shown(anchors.stream().map(Anchor::toString).collect(Collectors.joining(", "))));
            }
            valid.put(zone, held);
        });
        return new AnchorSet(source, valid, negative);
    }

    /** The next time after {@code now} at which {@link #at} gives something else; in the far future if there is none. */
    public Instant nextChange(Instant now) {
        return byZone.values().stream()
                .flatMap(List::stream)
                .flatMap(anchor -> Stream.of(anchor.from(), anchor.until()))
                .filter(now::isBefore)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** All anchors, as the validator wants them. */
    public List<DSRecord> records() {
        return byZone.values().stream()
                .flatMap(List::stream)
                .map(anchor -> (DSRecord) anchor.record())
                .toList();
    }

    /** These anchors, and names below which they do not count. */
    public AnchorSet except(NegativeTrustAnchors names) {
        return new AnchorSet(source, byZone, names);
    }

    public NegativeTrustAnchors negative() {
        return negative;
    }

    /** As the validator wants them. */
    public Anchors toValidate() {
        return new Anchors(records(), negative.names());
    }

    /** The zones with their key tags, for example {@code . 20326 38696}. */
    @Override
    public String toString() {
        return byZone.entrySet().stream()
                .map(zone -> zone.getKey() + " "
                        + zone.getValue().stream()
                                .map(anchor -> String.valueOf(anchor.keyTag()))
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(", "));
    }
}
