package io.github.dane4j.verify;

/**
 * How much work one verification may take, whatever the server and DNS present. Anything beyond is refused with
 * {@link io.github.dane4j.Reason#BUDGET_EXHAUSTED}, never skipped. DANE-EE needs none of it: one comparison for each
 * record.
 *
 * @param records the most usable records of a set
 * @param certificates the most different certificates of a message in which a path is looked for; how often each was sent
 *     does not matter
 * @param signatureChecks the most signatures that are verified
 * @param pathSteps the most times that a path is lengthened by a certificate
 * @param comparisons the most comparisons of the names on a path with name constraints
 */
public record WorkLimits(int records, int certificates, int signatureChecks, int pathSteps, int comparisons) {
    /**
     * The defaults.
     *
     * <ul>
     *   <li>128 records: every usage, selector and matching type for two keys, as in a rollover (RFC 7671 section 8.1),
     *       are 48.
     *   <li>32 certificates: JSSE hands over 10 at most, and honest servers send 5 or fewer different ones.
     *   <li>128 signature checks: ten certificates that all bear one name are 90 pairs. The slowest keys that the JDK takes are
     *       those on P-521, with up to 20 ms each (docs/performance.md).
     *   <li>1,024 path steps: five pairs of cross-signed CAs in a row make 62 paths.
     *   <li>250,000 comparisons: two hundred names under two CAs with two hundred name constraints each take less.
     * </ul>
     */
    public static final WorkLimits STANDARD = new WorkLimits(128, 32, 128, 1024, 250_000);

    /**
     * Limits.
     *
     * @throws IllegalArgumentException if one is less than 1
     */
    public WorkLimits {
        if (Math.min(records, certificates) < 1 || Math.min(signatureChecks, Math.min(pathSteps, comparisons)) < 1) {
            throw new IllegalArgumentException("a limit is 1 or more");
        }
    }
}
