package io.github.dane4j.acceptance.soak;

import io.github.dane4j.DomainName;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A domain with two hosts, {@code mx0} and {@code mx1}, at 127.0.0.x and the next address. */
enum Domain {
    DANE_A(FaultyServer.Policy.DANE, FaultyServer.Policy.DANE),
    DANE_B(FaultyServer.Policy.DANE, FaultyServer.Policy.DANE),
    HALF_TAKEN(FaultyServer.Policy.IMPOSTOR, FaultyServer.Policy.DANE),
    /** Its zone is not signed. */
    STS(new Phase(FaultyServer.Policy.STS, FaultyServer.Policy.STS, "enforce mx0 mx1")),
    /** What it says to mail is never the same for long. */
    STS_CHANGING(
            new Phase(FaultyServer.Policy.STS, FaultyServer.Policy.UNNAMED, "enforce mx0"),
            new Phase(FaultyServer.Policy.UNNAMED, FaultyServer.Policy.STS, "enforce mx1"),
            new Phase(FaultyServer.Policy.OPEN, FaultyServer.Policy.OPEN, "testing mx1"),
            new Phase(FaultyServer.Policy.UNNAMED, FaultyServer.Policy.STS, "enforce mx1"),
            new Phase(FaultyServer.Policy.OPEN, FaultyServer.Policy.OPEN, "none mx0")),
    DANE_C(FaultyServer.Policy.DANE, FaultyServer.Policy.DANE),
    TAKEN(FaultyServer.Policy.IMPOSTOR, FaultyServer.Policy.IMPOSTOR),
    UNUSABLE(FaultyServer.Policy.UNUSABLE, FaultyServer.Policy.UNUSABLE),
    OPEN_A(FaultyServer.Policy.OPEN, FaultyServer.Policy.OPEN),
    OPEN_B(FaultyServer.Policy.OPEN, FaultyServer.Policy.OPEN),
    FREE(FaultyServer.Policy.FREE, FaultyServer.Policy.FREE),
    HELD(FaultyServer.Policy.HELD, FaultyServer.Policy.HELD),
    HALF_OPEN(FaultyServer.Policy.OPEN, FaultyServer.Policy.DANE),
    STS_HALF_TAKEN(new Phase(FaultyServer.Policy.STS_IMPOSTOR, FaultyServer.Policy.STS, "enforce mx0 mx1")),
    STS_TAKEN(new Phase(FaultyServer.Policy.STS_IMPOSTOR, FaultyServer.Policy.UNNAMED, "enforce mx0")),
    STS_TESTING(new Phase(FaultyServer.Policy.OPEN, FaultyServer.Policy.OPEN, "testing mx0")),
    /** Matches its TLSA records, and PKIX knows nothing of its certificate: DANE decides (RFC 8461 section 2). */
    STS_DANE(new Phase(FaultyServer.Policy.DANE, FaultyServer.Policy.DANE, "enforce mx0 mx1")),
    /** Nobody can get its policy: no CA knows its policy host. */
    STS_LOST(new Phase(FaultyServer.Policy.OPEN, FaultyServer.Policy.OPEN, "enforce mx0"));

    /**
     * What holds for a while.
     *
     * @param first of {@code mx0}
     * @param second of {@code mx1}
     * @param mtaSts mode and hosts of the MTA-STS policy; empty if it is not asked for
     */
    private record Phase(FaultyServer.Policy first, FaultyServer.Policy second, String mtaSts) {
        List<FaultyServer.Policy> hosts() {
            return List.of(first, second);
        }
    }

    /** Immutable, which its type does not say. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<Phase> phases;

    Domain(FaultyServer.Policy first, FaultyServer.Policy second) {
        this(new Phase(first, second, ""));
    }

    Domain(Phase... phases) {
        this.phases = List.of(phases);
    }

    String domain() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".test";
    }

    DomainName domainName() {
        return DomainName.of(domain());
    }

    String host(int host) {
        return "mx" + host + "." + domain();
    }

    /** The policy of one host in the {@code number}th phase. */
    FaultyServer.Policy policy(int host, int number) {
        return phase(number).hosts().get(host);
    }

    /** Those of both hosts in the beginning. */
    List<FaultyServer.Policy> policies() {
        return phase(0).hosts();
    }

    private Phase phase(int number) {
        return phases.get(number % phases.size());
    }

    boolean hasMtaSts() {
        return !phase(0).mtaSts().isEmpty();
    }

    /** What its policy host serves in the {@code number}th phase, line by line. */
    List<String> mtaSts(int number) {
        String[] words = phase(number).mtaSts().split(" ", -1);
        return Stream.of(
                        Stream.of("version: STSv1", "mode: " + words[0]),
                        Stream.of(words).skip(1).map(host -> "mx: " + host + "." + domain()),
                        Stream.of("max_age: 604800"))
                .flatMap(lines -> lines)
                .toList();
    }

    /** Whether mail gets through to it when nothing fails, in each phase. */
    boolean takes(boolean mandatory) {
        List<FaultyServer.Policy> hosts = policies();
        return hosts.contains(FaultyServer.Policy.DANE)
                || hosts.contains(FaultyServer.Policy.FREE)
                || (!mandatory
                        && (hosts.contains(FaultyServer.Policy.OPEN)
                                || hosts.contains(FaultyServer.Policy.STS)
                                || hosts.contains(FaultyServer.Policy.UNUSABLE)));
    }
}
