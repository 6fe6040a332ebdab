package io.github.dane4j.benchmarks;

import io.github.dane4j.testkit.DnsTree;
import io.github.dane4j.testkit.Fault;
import io.github.dane4j.testkit.ZoneBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The processor time of one cold lookup in zones that are made to take long to check, with Bouncy Castle and with the JDK
 * alone. Each row has a JVM of its own.
 */
final class LookupWork implements Figures {
    /** What docs/performance.md states for the worst zone, in milliseconds: with Bouncy Castle, and with the JDK alone. */
    private static final double STATED = 150;

    private static final double STATED_FOR_THE_JDK = 300;

    private static final int ALIASES = 10;
    private static final int LONGEST_SALT = 255;
    /** One more than what a lookup computes the hashes of: 501 for the name, and for the zone. */
    private static final int STRAY_RECORDS = 100;

    private static final String ALIASED = "alias" + ALIASES + ".example.test";
    /** As many labels as fit into a name, below one that does not exist: each may have to be hashed. */
    private static final String DEEP = "a.".repeat(110) + "example.test";

    private static final String NOWHERE = "nowhere.example.test";
    private static final String IN_TEN_ZONES = "host.zone" + ALIASES + ".test";

    /** The largest prime of 64 bits: the widest exponent that is used, and nearly all of its bits are set. */
    private static final BigInteger WIDEST_EXPONENT = new BigInteger("ffffffffffffffc5", 16);

    private static final int LONGEST_RSA = 4096;

    /**
     * Made to take long.
     *
     * @param what what is asked for, in words
     * @param algorithm 8 with {@code keys} for the longest RSA key with the widest exponent
     * @param iterations of NSEC3, with the longest salt; 0 for NSEC
     * @param corruptCopies false signatures before each good one
     * @param collidingKeys keys with the tag of the one that signs
     * @param strayRecords NSEC3 records that prove nothing
     * @param name of which the TLSA records are asked for
     */
    private record Zone(
            String what,
            int algorithm,
            @Nullable KeyPair keys,
            int iterations,
            int corruptCopies,
            int collidingKeys,
            int strayRecords,
            String name) {}

    private static Zone aliases(int algorithm, int iterations, int corruptCopies, int collidingKeys) {
        return new Zone("ten aliases", algorithm, null, iterations, corruptCopies, collidingKeys, 0, ALIASED);
    }

    private static Zone inTenZones(int algorithm, @Nullable KeyPair keys) {
        return new Zone("ten aliases in ten zones", algorithm, keys, 0, 0, 0, 0, IN_TEN_ZONES);
    }

    private static List<Zone> zones() {
        return List.of(
                aliases(13, 0, 0, 0),
                aliases(8, 0, 4, 0),
                aliases(13, 0, 4, 0),
                aliases(14, 0, 4, 0),
                aliases(14, 0, 0, 4),
                aliases(14, 150, 0, 0),
                aliases(14, 500, 0, 0),
                aliases(14, 500, 0, 4),
                new Zone("a name of 112 labels", 14, null, 500, 0, 0, 0, DEEP),
                new Zone("a name among stray NSEC3", 14, null, 500, 0, 0, STRAY_RECORDS, NOWHERE),
                inTenZones(13, null),
                inTenZones(14, null),
                inTenZones(16, null),
                inTenZones(8, longestRsa()));
    }

    private static KeyPair longestRsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(LONGEST_RSA, WIDEST_EXPONENT));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<String> measure() {
        List<String> lines = new ArrayList<>();
        lines.add("| TLSA of | algorithm | NSEC3 iterations | false signatures before each | keys of one tag | ends"
                + " | ms, Bouncy Castle | ms, the JDK alone |");
        lines.add("| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: |");
        double worst = 0;
        double worstWithTheJdkAlone = 0;
        for (Zone zone : zones()) {
            try (DnsTree tree = start(zone)) {
                Outcome bouncyCastle = measure(tree, zone.name, true);
                Outcome jdk = measure(tree, zone.name, false);
                if (!bouncyCastle.end.equals(jdk.end)) {
                    throw new IllegalStateException(zone + ": " + bouncyCastle + ", " + jdk);
                }
                lines.add(String.format(
                        Locale.ROOT,
                        "| %s | %s | %d | %d | %d | %s | %,.1f | %,.1f |",
                        zone.what,
                        zone.keys == null ? zone.algorithm : zone.algorithm + ", 4096 bits, widest exponent",
                        zone.iterations,
                        zone.corruptCopies,
                        zone.collidingKeys + 1,
                        bouncyCastle.end,
                        bouncyCastle.milliseconds,
                        jdk.milliseconds));
                worst = Math.max(worst, bouncyCastle.milliseconds);
                worstWithTheJdkAlone = Math.max(worstWithTheJdkAlone, jdk.milliseconds);
            }
        }
        lines.add("");
        lines.add(Goal.judge("the worst zone, ms", worst, STATED));
        lines.add(Goal.judge("the worst zone, the JDK alone, ms", worstWithTheJdkAlone, STATED_FOR_THE_JDK));
        return lines;
    }

    private record Outcome(String end, double milliseconds) {}

    private static Outcome measure(DnsTree tree, String name, boolean bouncyCastle) {
        try {
            Path anchors =
                    Files.writeString(Files.createTempDirectory("lookup-work").resolve("anchors"), tree.trustAnchors());
            List<String> printed = ClientProcess.run(
                    WorkClient.class,
                    bouncyCastle,
                    Integer.toString(tree.address().getPort()),
                    anchors.toString(),
                    name);
            if (printed.size() != 2) {
                throw new IllegalStateException("the client ended early");
            }
            return new Outcome(printed.get(0), Double.parseDouble(printed.get(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DnsTree start(Zone made) {
        DnsTree.Builder builder = DnsTree.builder();
        if (made.name.equals(IN_TEN_ZONES)) {
            for (int i = 0; i <= ALIASES; i++) {
                String host = i == 0 ? "host A 127.0.0.1" : "host CNAME host.zone" + (i - 1) + ".test.";
                builder.zone("zone" + i + ".test", zone -> sign(zone, made).record(host));
            }
        } else {
            builder.zone("example.test", zone -> {
                sign(zone, made).record("mx A 127.0.0.1").record("alias1 CNAME mx");
                for (int i = 2; i <= ALIASES; i++) {
                    zone.record("alias" + i + " CNAME alias" + (i - 1));
                }
            });
        }
        DnsTree tree = builder.start();
        if (made.corruptCopies > 0) {
            tree.fault("*", "*", Fault.corruptCopies(made.corruptCopies));
        }
        return tree;
    }

    private static ZoneBuilder sign(ZoneBuilder zone, Zone made) {
        if (made.keys == null) {
            zone.algorithm(made.algorithm);
        } else {
            zone.rsaKeys(made.keys);
        }
        if (made.collidingKeys > 0) {
            zone.collidingKeys(made.collidingKeys);
        }
        if (made.iterations > 0) {
            zone.nsec3(made.iterations, new byte[LONGEST_SALT], false);
        }
        return zone.strayNsec3(made.strayRecords);
    }
}
