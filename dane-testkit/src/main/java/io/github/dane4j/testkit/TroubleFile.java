package io.github.dane4j.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xbill.DNS.Name;

/** Reads {@code trouble.txt}, whose head tells what may stand in it. */
final class TroubleFile {

    private static final List<Fault> PLAIN_FAULTS = List.of(
            Fault.NO_REPLY,
            Fault.SERVFAIL,
            Fault.REFUSED,
            Fault.NOTIMP,
            Fault.EMPTY,
            Fault.STRIP_SIGNATURES,
            Fault.STRIP_PROOFS,
            Fault.CORRUPT_SIGNATURES,
            Fault.REFERRAL,
            Fault.WRONG_ID,
            Fault.WRONG_QUESTION,
            Fault.GARBAGE,
            Fault.TRUNCATED_ALWAYS,
            Fault.REVERSE_ORDER,
            Fault.STRIP_REDIRECTIONS,
            Fault.ORPHAN_SIGNATURE);

    private static final Pattern RANGE = Pattern.compile("\\[(\\d+)-(\\d+)]");
    private static final Pattern REPEATED = Pattern.compile("(\\p{Alnum})\\*(\\d+)");
    private static final Pattern ANY_RDATA = Pattern.compile("(\\S+) (\\S+) \\\\# \\d+ ?(\\p{XDigit}*)");

    private static final Pattern SILENT = Pattern.compile("(no-reply|wrong-id|wrong-question)\\s*(;|$)");

    private final DnsTree.Builder tree = DnsTree.builder();
    private final List<Consumer<DnsTree>> faults = new ArrayList<>();
    private final List<TroubleTree.Case> cases = new ArrayList<>();
    private final List<String> zones = new ArrayList<>();

    private Name origin = Name.root;
    private List<String> traits = List.of();
    private final List<String> records = new ArrayList<>();

    private TroubleFile() {}

    static TroubleFile read() {
        TroubleFile file = new TroubleFile();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(TroubleFile.class.getResourceAsStream("trouble.txt")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                file.read(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        file.endZone();
        return file;
    }

    List<TroubleTree.Case> cases() {
        return List.copyOf(cases);
    }

    List<String> zones() {
        return List.copyOf(zones);
    }

    DnsTree start() {
        DnsTree running = tree.start();
        faults.forEach(each -> each.accept(running));
        return running;
    }

    private void read(String line) {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        if (line.startsWith("zone ")) {
            endZone();
            String[] nameAndTraits = line.substring("zone ".length()).split(":", 2);
            origin = ZoneBuilder.parseName(nameAndTraits[0], Name.root);
            zones.add(nameAndTraits[0]);
            traits = nameAndTraits.length == 1 ? List.of() : parts(nameAndTraits[1], ",");
        } else if (line.startsWith(" ")) {
            records.addAll(expand(line.strip()));
        } else {
            readCase(line);
        }
    }

    private void endZone() {
        if (!origin.equals(Name.root)) {
            List<String> lines = List.copyOf(records);
            List<String> how = traits;
            tree.zone(origin.toString(), zone -> {
                apply(how, zone);
                lines.forEach(each -> add(each, zone));
            });
        }
        records.clear();
    }

    /** The record once for each number of its first range, and so on for the other ranges. */
    private static List<String> expand(String line) {
        Matcher range = RANGE.matcher(line);
        if (!range.find()) {
            return List.of(REPEATED.matcher(line)
                    .replaceAll(match -> match.group(1).repeat(Integer.parseInt(match.group(2)))));
        }
        return IntStream.rangeClosed(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)))
                .mapToObj(number -> line.substring(0, range.start()) + number + line.substring(range.end()))
                .flatMap(each -> expand(each).stream())
                .toList();
    }

    private static void add(String record, ZoneBuilder zone) {
        Matcher any = ANY_RDATA.matcher(record);
        if (any.matches()) {
            zone.rawRecord(
                    any.group(1),
                    DnsTree.typeNumber(any.group(2)),
                    HexFormat.of().parseHex(any.group(3)));
        } else {
            zone.record(record);
        }
    }

    private static void apply(List<String> traits, ZoneBuilder zone) {
        int iterations = 0;
        byte[] salt = new byte[0];
        boolean nsec3 = false;
        for (String trait : traits) {
            List<String> words = parts(trait, " ");
            switch (words.get(0)) {
                case "unsigned" -> zone.unsigned();
                case "nsec3", "opt-out" -> nsec3 = true;
                case "iterations" -> iterations = number(words);
                case "salt" -> salt = HexFormat.of().parseHex(words.get(1));
                case "algorithm" -> zone.algorithm(number(words));
                case "unknown-algorithm" -> zone.unknownAlgorithm(number(words));
                case "signed" -> zone.signatures(inDays(words.get(1)), inDays(words.get(2)));
                case "wrong-ds" -> zone.wrongDs();
                case "without-ds" -> zone.withoutDs();
                case "ds-digest" -> zone.dsDigest(number(words));
                case "ds" -> zone.ds(trait.substring("ds ".length()));
                case "split-keys" -> zone.keySigningKeyApart();
                case "hidden-zone-signing-key" -> zone.hiddenZoneSigningKey();
                case "compact" -> zone.compactDenial();
                case "colliding-keys" -> zone.collidingKeys(number(words));
                default -> throw new IllegalArgumentException("not a trait of a zone: " + trait);
            }
        }
        if (nsec3) {
            zone.nsec3(iterations, salt, traits.contains("opt-out"));
        }
    }

    private static Instant inDays(String days) {
        return Instant.now().plus(Duration.ofDays(Long.parseLong(days)));
    }

    private void readCase(String line) {
        String[] fields = line.split("\\|", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException("a case has five fields: " + line);
        }
        List<String> question = parts(fields[2], " ");
        String name = absolute(question.get(0));
        String type = question.get(1);
        parts(fields[1], ";").forEach(fault -> faults.add(fault(fault, name, type)));
        String extendedError = fields[4].strip();
        cases.add(new TroubleTree.Case(
                fields[0].strip(),
                name.substring(0, name.length() - 1),
                type,
                fields[3].strip(),
                extendedError.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(extendedError)),
                SILENT.matcher(fields[1]).find()));
    }

    private Consumer<DnsTree> fault(String text, String ownName, String ownType) {
        int colon = text.indexOf(':');
        List<String> subject = colon < 0 ? List.of(ownName, ownType) : parts(text.substring(0, colon), " ");
        String name = absolute(subject.get(0));
        String type = subject.get(1);
        String what = text.substring(colon + 1).strip();
        if (what.startsWith("forge ")) {
            return dns -> dns.forge(name, type, what.substring("forge ".length()));
        }
        Fault fault = fault(parts(what, " "));
        return dns -> dns.fault(name, type, fault);
    }

    private Fault fault(List<String> words) {
        List<String> before = words.subList(0, words.size() - 1);
        switch (words.get(words.size() - 1)) {
            case "then-right" -> {
                return fault(before).thenTheRightAnswer();
            }
            case "by-udp" -> {
                return fault(before).onlyByUdp();
            }
            case "with-cd" -> {
                return fault(before).onlyWithCheckingDisabled();
            }
            default -> {}
        }
        return switch (words.get(0)) {
            case "ttl" -> Fault.ttl(number(words));
            case "delay" -> Fault.delay(Duration.ofMillis(number(words)));
            case "rcode" -> Fault.rcode(number(words));
            case "corrupt-copies" -> Fault.corruptCopies(number(words));
            case "answer-to" -> Fault.answerTo(absolute(words.get(1)), words.get(2));
            default -> plainFault(words.get(0));
        };
    }

    private static Fault plainFault(String word) {
        String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
        return PLAIN_FAULTS.stream()
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a fault: " + word));
    }

    private String absolute(String name) {
        return ZoneBuilder.parseName(name, origin).toString();
    }

    private static int number(List<String> words) {
        return Integer.parseInt(words.get(1));
    }

    private static List<String> parts(String text, String divider) {
        return Stream.of(text.split(Pattern.quote(divider)))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
