package io.github.dane4j.dns;

import io.github.dane4j.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC.Algorithm;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * The keys from which DNSSEC validation starts (RFC 4033 section 2), always including one for the root: without it every
 * name outside the other anchors would pass for unsigned, and DANE would be off without a word. Immutable.
 */
public final class TrustAnchors {
    /** An anchor that cannot be used would make its zone insecure (RFC 4035 section 5.2), not refuse it. */
    private static final Set<Integer> ALGORITHMS = Set.of(
            Algorithm.RSASHA256,
            Algorithm.RSASHA512,
            Algorithm.ECDSAP256SHA256,
            Algorithm.ECDSAP384SHA384,
            Algorithm.ED25519,
            Algorithm.ED448);

    private static final Map<Integer, Integer> DIGEST_LENGTHS = Map.of(Digest.SHA256, 32, Digest.SHA384, 48);

    private static final int SHOWN = 200;

    /** The keys that IANA publishes in root-anchors.xml: KSK-2017 and KSK-2024. */
    private static final TrustAnchors IANA = of(
            ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
            ". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16");

    private final Map<Name, List<DSRecord>> byZone;

    private TrustAnchors(Map<Name, List<DSRecord>> byZone) {
        this.byZone = byZone;
    }

    /** The keys of the DNS root, tags 20326 and 38696, as published by IANA. */
    public static TrustAnchors iana() {
        return IANA;
    }

    /**
     * Anchors as lines of a zone file: DS records with digest type 2 or 4, or DNSKEY records, for example {@code . IN DS
     * 20326 8 2 E06D…}. DS records of one zone must all have the same digest type; a DNSKEY becomes a DS of that type.
     *
     * @throws TrustAnchorException if a line is something else, or none is for the root
     */
    public static TrustAnchors of(String... lines) {
        return parse(String.join("\n", lines), "trust anchors");
    }

    /**
     * Anchors from a file of such lines; comments begin with a semicolon. The file is read once, now.
     *
     * @throws TrustAnchorException if the file cannot be read, or as for {@link #of}
     */
    public static TrustAnchors fromFile(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new TrustAnchorException("the trust anchor file " + file + " cannot be read: " + e.getMessage(), e);
        }
        return parse(text, file.toString());
    }

    private static TrustAnchors parse(String text, String source) {
        Map<Name, List<Record>> records = new LinkedHashMap<>();
        try (Master master =
                new Master(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Name.root, 0)) {
            master.disableIncludes(true);
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                check(record, source);
                records.computeIfAbsent(record.getName(), zone -> new ArrayList<>())
                        .add(record);
            }
        } catch (IOException | IllegalArgumentException e) {
            if (e instanceof TrustAnchorException already) {
                throw already;
            }
            throw new TrustAnchorException(source + ": " + shown(String.valueOf(e.getMessage())), e);
        }
        if (!records.containsKey(Name.root)) {
            throw new TrustAnchorException(source + ": there is no trust anchor for the root");
        }
        Map<Name, List<DSRecord>> byZone = new LinkedHashMap<>();
        records.forEach((zone, keys) -> byZone.put(zone, digests(zone, keys, source)));
        return new TrustAnchors(byZone);
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
    private static List<DSRecord> digests(Name zone, List<Record> records, String source) {
        Set<Integer> types = new TreeSet<>();
        for (Record record : records) {
            if (record instanceof DSRecord ds) {
                types.add(ds.getDigestID());
            }
        }
        if (types.size() > 1) {
            throw new TrustAnchorException(
                    source + ": the DS records of " + zone + " have different digest types: " + types);
        }
        int type = types.isEmpty() ? Digest.SHA256 : types.iterator().next();
        List<DSRecord> digests = new ArrayList<>();
        for (Record record : records) {
            digests.add(
                    record instanceof DNSKEYRecord key
                            ? new DSRecord(zone, DClass.IN, 0, type, key)
                            : (DSRecord) record);
        }
        return List.copyOf(digests);
    }

    private static String shown(Object text) {
        return Printable.clip(text.toString().replaceAll("\\s+", " "), SHOWN);
    }

    /** All anchors, as the validator wants them. */
    List<DSRecord> records() {
        return byZone.values().stream().flatMap(List::stream).toList();
    }

    /** The closest zone at or above {@code name} that has an anchor; in the end the root. */
    Name nearestTo(Name name) {
        Name zone = name;
        while (!byZone.containsKey(zone)) {
            zone = new Name(zone, 1);
        }
        return zone;
    }

    /** The zones with their key tags, for example {@code . 20326 38696}. */
    @Override
    public String toString() {
        return byZone.entrySet().stream()
                .map(anchor -> anchor.getKey() + " "
                        + anchor.getValue().stream()
                                .map(ds -> String.valueOf(ds.getFootprint()))
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(", "));
    }
}
