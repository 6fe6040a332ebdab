package io.github.dane4j.cli.inbound;

import io.github.dane4j.Printable;
import io.github.dane4j.cli.check.DomainSummary;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import io.github.dane4j.cli.finding.Level;
import io.github.dane4j.cli.inbound.CustomerReport.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides what is left to do for one domain, from what was found out and what is remembered. Pure. */
final class CustomerPlan {
    /** Between the preferences of two hosts. */
    private static final int GAP = 10;

    private static final int MAX_PREFERENCE = 65535;
    private static final int SHOWN = 260;

    private static final Set<Code> UNSIGNED =
            EnumSet.of(Code.HOST_UNSIGNED, Code.HOST_UNSIGNED_NO_TLS, Code.HOST_UNSIGNED_UNSEEN, Code.ZONE_WITHOUT_DS);
    private static final Set<Code> WITHOUT_TLS =
            EnumSet.of(Code.HOST_UNSIGNED_NO_TLS, Code.TLSA_MISSING_NO_TLS, Code.RECORDS_UNUSABLE_NO_TLS);
    private static final Set<Code> TLS_SEEN = EnumSet.of(Code.HOST_UNSIGNED, Code.TLSA_MISSING);

    /** One MX record. */
    private record Mx(int preference, String host) {}

    private final CustomerFacts facts;
    private final int lowTtl;
    private final List<Mx> mx;
    private final List<Mx> others;
    private final Optional<Mx> ours;
    private final Set<Code> serverCodes;
    private final List<PlannedMove> moves = new ArrayList<>();

    private CustomerPlan(CustomerFacts facts, int lowTtl) {
        this.facts = facts;
        this.lowTtl = lowTtl;
        // A null MX names no host, and a domain without MX records is its own host: neither is to be kept.
        this.mx = facts.customer().hosts().stream()
                .filter(host -> host.preference().isPresent())
                .map(host -> new Mx(host.preference().getAsInt(), host.name()))
                .toList();
        this.others = mx.stream().filter(each -> !facts.isExpected(each.host())).toList();
        this.ours =
                mx.stream().filter(each -> facts.isExpected(each.host())).min(Comparator.comparingInt(Mx::preference));
        this.serverCodes = facts.server().findings().stream()
                .map(Finding::code)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Code.class)));
    }

    /**
     * What is left to do.
     *
     * @param lowTtl the TTL of the MX records while they are changed, in seconds
     * @param before what is remembered; empty if nothing is
     * @param remembers whether the next run will know of this one; without that, there is no end of a wait
     */
    static CustomerReport decide(CustomerFacts facts, int lowTtl, Optional<Remembered> before, boolean remembers) {
        return new CustomerPlan(facts, lowTtl).decide(before, remembers);
    }

    private CustomerReport decide(Optional<Remembered> before, boolean remembers) {
        Set<Finding> wrong = deciding(Level.FAILURE);
        Set<Finding> unknown = deciding(Level.UNKNOWN);
        Optional<Remembered> now = remember(before);
        boolean known = mxAreKnown() && ttlIsKnown() && mtaStsIsKnown();
        if (wrong.isEmpty() && known) {
            plan();
        }
        Set<Finding> findings = new LinkedHashSet<>(wrong);
        findings.addAll(unknown);
        notes().forEach(findings::add);
        Optional<Instant> wait =
                now.filter(any -> remembers).map(Remembered::everywhere).filter(until -> until.isAfter(facts.now()));
        boolean waits =
                wait.isPresent() && (moves.isEmpty() || moves.get(0).move().changesMx());
        State state = !wrong.isEmpty()
                ? State.WRONG
                : !unknown.isEmpty() || !known
                        ? State.UNKNOWN
                        : waits ? State.WAITING : moves.isEmpty() ? State.DONE : State.NEXT;
        return new CustomerReport(
                facts, state, wait.filter(any -> state == State.WAITING), moves, List.copyOf(findings), now);
    }

    /** The findings of a level that stand in the way. What is wrong with hosts that are to go does not. */
    private Set<Finding> deciding(Level level) {
        Set<Finding> findings = new LinkedHashSet<>();
        for (Finding each : facts.customer().findings()) {
            if (each.level() == level
                    && each.host().filter(host -> !facts.isExpected(host)).isEmpty()) {
                findings.add(each);
            }
        }
        for (Finding each : facts.server().findings()) {
            boolean toBeMade = ours.isEmpty() && each.code() == Code.MX_NO_ADDRESS;
            if (each.level() == level && !toBeMade) {
                findings.add(each);
            }
        }
        if (level == Level.UNKNOWN && mtaSts().level() == level) {
            findings.add(mtaSts());
        }
        if (level == Level.UNKNOWN && !ttlIsKnown()) {
            findings.add(Finding.of(Code.LOOKUP_UNANSWERED)
                    .with("query", facts.domain() + " MX")
                    .with("detail", "how long caches may keep its records is not known"));
        }
        // Senders in mode enforce have no host left.
        if (level == Level.FAILURE && enforcesAnother(facts.mtaSts()) && ours.isPresent() && others.isEmpty()) {
            findings.add(facts.mtaSts());
        }
        return findings;
    }

    /** What does not stand in the way, and should be known. */
    private List<Finding> notes() {
        return mtaSts().level() == Level.WARNING ? List.of(mtaSts()) : List.of();
    }

    /** Whether the MX records have to change. */
    private boolean moving() {
        return ours.isEmpty() || !others.isEmpty();
    }

    /**
     * The MTA-STS policy. A sender may have it in its cache, even if it cannot be had now: before the MX records change, it
     * has to be known.
     */
    private Finding mtaSts() {
        Finding finding = facts.mtaSts();
        boolean notRead = finding.code() == Code.MTA_STS_UNREACHABLE || finding.code() == Code.MTA_STS_UNREAD;
        return notRead && moving() ? finding.at(Level.UNKNOWN) : finding;
    }

    private boolean mtaStsIsKnown() {
        return mtaSts().level() != Level.UNKNOWN;
    }

    /** Whether every MX record is known: steps name complete sets of them. */
    private boolean mxAreKnown() {
        return facts.customer().mx().isPresent()
                && facts.customer().findings().stream().noneMatch(each -> each.code() == Code.HOSTS_LEFT_OUT);
    }

    /** Without it nobody knows how long to wait. */
    private boolean ttlIsKnown() {
        return mx.isEmpty() || facts.ttl().isPresent();
    }

    /** Whether the policy has to be set to mode testing, and to name the host, before the MX records change. */
    private boolean isToBeRelaxed(Finding mtaSts) {
        return mtaSts.code() == Code.MTA_STS_MX_MISSING
                || (moving()
                        && (mtaSts.code() == Code.MTA_STS_POLICY_INVALID
                                || mtaSts.code() == Code.MTA_STS_RECORD_INVALID));
    }

    private static boolean enforcesAnother(Finding mtaSts) {
        return mtaSts.code() == Code.MTA_STS_MX_MISSING
                && "enforce".equals(mtaSts.facts().get("mode"));
    }

    private void plan() {
        if (!facts.signed().orElse(false)) {
            move(Move.SIGN_ZONE, Duration.ZERO);
        }
        if (serverCodes.contains(Code.MX_NO_ADDRESS)) {
            move(Move.CREATE_HOST, Duration.ZERO);
        }
        if (serverCodes.stream().anyMatch(UNSIGNED::contains)) {
            move(Move.SIGN_HOST, Duration.ZERO);
        }
        if (serverCodes.stream().anyMatch(WITHOUT_TLS::contains)) {
            move(Move.OFFER_STARTTLS, Duration.ZERO);
        }
        boolean relax = isToBeRelaxed(facts.mtaSts());
        if (relax) {
            move(Move.RELAX_MTA_STS, Duration.ofHours(1));
        }
        boolean withoutRecords = !requirement().equals("authenticated");
        if (moving()) {
            lowerTtl();
            addMx();
        }
        if (!tlsSeen() && (withoutRecords || !leads())) {
            move(Move.TEST, Duration.ZERO);
        }
        if (mx.isEmpty()) {
            setMx();
        }
        if (moving()) {
            leadTheOthers();
        }
        if (withoutRecords) {
            move(Move.PUBLISH_TLSA, Duration.ZERO);
        }
        if (relax && enforcesAnother(facts.mtaSts())) {
            move(Move.ENFORCE_MTA_STS, Duration.ZERO);
        }
    }

    private void move(Move move, Duration wait) {
        moves.add(new PlannedMove(move, List.of(), wait));
    }

    private String requirement() {
        return facts.server().hosts().stream()
                .findFirst()
                .map(DomainSummary.Host::requirement)
                .orElse("skip");
    }

    /** Whether every address of the expected host was seen to have TLS that works. */
    private boolean tlsSeen() {
        return facts.connected()
                && (requirement().equals("authenticated")
                        || serverCodes.stream().anyMatch(TLS_SEEN::contains));
    }

    private long ttl() {
        return facts.ttl().orElse(0);
    }

    private long low() {
        return Math.min(ttl(), lowTtl);
    }

    private void lowerTtl() {
        if (ttl() > lowTtl && !mx.isEmpty()) {
            moves.add(new PlannedMove(
                    Move.LOWER_TTL,
                    mx.stream()
                            .map(each -> line(each.preference(), each.host(), low()))
                            .toList(),
                    Duration.ofSeconds(ttl())));
        }
    }

    private void setMx() {
        moves.add(new PlannedMove(
                Move.SET_MX, List.of(line(GAP, facts.expected().toString(), lowTtl)), Duration.ofSeconds(lowTtl)));
    }

    private void addMx() {
        if (ours.isEmpty() && !others.isEmpty()) {
            int last = others.stream().mapToInt(Mx::preference).max().orElse(0);
            List<String> lines = new ArrayList<>();
            others.forEach(each -> lines.add(line(each.preference(), each.host(), low())));
            lines.add(
                    line(Math.min(MAX_PREFERENCE, last + GAP), facts.expected().toString(), low()));
            moves.add(new PlannedMove(Move.ADD_MX, lines, Duration.ofSeconds(low())));
        }
    }

    /** Whether the expected host is the one that senders try first. */
    private boolean leads() {
        int first = first();
        return ours.filter(each -> others.isEmpty() || each.preference() < first)
                .isPresent();
    }

    private int first() {
        return others.stream().mapToInt(Mx::preference).min().orElse(0);
    }

    private void leadTheOthers() {
        if (others.isEmpty()) {
            return;
        }
        if (!leads()) {
            // Room before the first.
            int shift = first() == 0 ? GAP : 0;
            List<String> lines = new ArrayList<>();
            lines.add(line(0, facts.expected().toString(), low()));
            others.forEach(each ->
                    lines.add(line(Math.min(MAX_PREFERENCE, each.preference() + shift), each.host(), low())));
            moves.add(new PlannedMove(Move.SWAP_MX, lines, Duration.ofSeconds(low())));
        }
        int preference = leads() ? ours.map(Mx::preference).orElse(0) : 0;
        moves.add(new PlannedMove(
                Move.REMOVE_MX,
                List.of(line(preference, facts.expected().toString(), low())),
                Duration.ofSeconds(low())));
    }

    private String line(int preference, String host, long seconds) {
        String shown = Printable.clip(host, SHOWN);
        return facts.domain() + ". " + seconds + " IN MX " + preference + " " + shown
                + (shown.endsWith(".") ? "" : ".");
    }

    /** What is known now of when the MX records came. */
    private Optional<Remembered> remember(Optional<Remembered> before) {
        if (facts.customer().mx().isEmpty() || !ttlIsKnown()) {
            return before;
        }
        // Without signatures the TTL is that of a cache, which counts it down.
        long ttl = facts.signed().orElse(false) ? ttl() : 0;
        String records = ttl + " "
                + mx.stream()
                        .map(each -> each.preference() + " " + each.host().toLowerCase(Locale.ROOT))
                        .sorted()
                        .collect(Collectors.joining(" "));
        String digest = Integer.toHexString(records.hashCode());
        if (before.filter(each -> each.records().equals(digest)).isPresent()) {
            return before;
        }
        boolean between = ours.isPresent() && !others.isEmpty();
        long cached = before.map(Remembered::ttl).orElse(between ? ttl : 0L);
        return Optional.of(new Remembered(digest, facts.now(), ttl, cached));
    }
}
