package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Policies for mail, from a file or from single entries. Immutable.
 *
 * <p>A file has a line for each destination, like Postfix's {@code smtp_tls_policy_maps}:
 *
 * <pre>{@code
 * # destination              mode           settings
 * example.org                mandatory
 * .example.org               opportunistic  insecure-mx=encrypt
 * [smtp.example.net]:587     opportunistic  pkix
 * acme/example.com           none           # for the tenant acme alone
 * *                          opportunistic  # the default
 * acme/*                     mandatory      # and that of acme
 * }</pre>
 *
 * <ul>
 *   <li>A destination is a recipient's domain; all domains below one ({@code .example.org}, which does not include {@code
 *       example.org} itself); or a relay in brackets, with its port or for all ports. {@code *} is the default for all domains,
 *       {@code [*]} that for all relays. With {@code tenant/} before it the line is for that tenant only. Names may be written in
 *       U-labels or in A-labels.
 *   <li>The mode is {@code none}, {@code audit-only}, {@code opportunistic} or {@code mandatory}.
 *   <li>Settings are {@code insecure-mx=dane}, {@code =encrypt} or {@code =may} ({@link InsecureMx}); {@code
 *       key-strength=jvm} or {@code =recommended}; for a domain {@code mta-sts=opportunistic} or {@code =none} ({@link
 *       MtaStsMode}); and, for a relay, {@code pkix}. A setting that would have no effect is an
 *       error.
 * </ul>
 *
 * <p>The most specific line applies: the domain itself, then {@code .parent}, from the longest to the shortest, then the default;
 * for each of them first the tenant's line, then the one for all tenants. So a line for {@code .org} comes before a tenant's
 * default. Lines are never combined, and where none applies the sender's settings do.
 *
 * <p>The file is in UTF-8, at most 4 MiB long, with or without a byte order mark. Every line ends with LF or CR LF; a last line
 * that does not is an error, because the file may be half written. A number sign at the beginning of a word starts a comment. A
 * line that begins with a blank, which in Postfix continues the line before it, is an error, and so are two lines for one
 * destination and a file without any line. Replace the file as a whole (write another one and rename it), so that it is never
 * read half written.
 */
public final class MailPolicyTable implements MailPolicies {
    private static final int MAX_BYTES = 4 << 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Map<String, Line> lines;

    /**
     * A line.
     *
     * @param number from 1; 0 if it is not in a file
     * @param destination in normal form: A-labels, lower case
     * @param policy what it says
     */
    public record Line(int number, String destination, MailPolicy policy) {}

    /**
     * Which line applies, and why.
     *
     * @param searched the destinations for which a line was looked for, in this order, up to that of {@code line}
     * @param line the line that applies; empty if the sender's settings do
     */
    public record Decision(List<String> searched, Optional<Line> line) {
        /** Copies the list. */
        public Decision {
            searched = List.copyOf(searched);
        }

        private Optional<MailPolicy> policy() {
            return line.map(Line::policy);
        }
    }

    private MailPolicyTable(Map<String, Line> lines) {
        this.lines = lines;
    }

    /** As {@link MailPolicies#of}. */
    public static MailPolicyTable of(Map<String, String> entries) {
        Map<String, Line> lines = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            try {
                // Destination and policy are separate already: neither may have a comment, or a blank where it does not
                // belong.
                List<Token> destination = Token.of(entry.getKey());
                if (destination.size() != 1 || !destination.get(0).text().equals(entry.getKey())) {
                    throw new BadPolicyException(
                            1, "expected a destination, found " + PolicyWords.shown(entry.getKey()));
                }
                Line line = line(0, destination.get(0), Token.of(entry.getValue()), 0);
                if (lines.putIfAbsent(line.destination(), line) != null) {
                    throw new BadPolicyException(1, "there are two entries for " + line.destination());
                }
            } catch (BadPolicyException e) {
                throw new MailPolicyException(entry.getKey(), List.of(whole(String.valueOf(e.getMessage()))));
            }
        }
        return new MailPolicyTable(lines);
    }

    /**
     * Reads a file, once.
     *
     * @throws MailPolicyException if it cannot be read, or any line is bad
     */
    public static MailPolicyTable read(Path file) {
        String name = file.toString();
        String text = text(file);
        Map<String, Line> lines = new LinkedHashMap<>();
        List<MailPolicyException.Problem> problems = new ArrayList<>();
        int number = 0;
        int begin = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
        while (begin < text.length()) {
            number++;
            int end = text.indexOf('\n', begin);
            String line = text.substring(begin, end < 0 ? text.length() : end);
            try {
                add(lines, number, line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
                if (end < 0) {
                    throw new BadPolicyException(
                            Token.column(line, line.length()),
                            "expected the end of the line, found the end of the file, which may be half written");
                }
            } catch (BadPolicyException e) {
                problems.add(new MailPolicyException.Problem(number, e.column(), String.valueOf(e.getMessage())));
            }
            begin = end < 0 ? text.length() : end + 1;
        }
        if (problems.isEmpty() && lines.isEmpty()) {
            problems.add(whole("expected at least one line with a policy, found none: the file may be half written"));
        }
        if (!problems.isEmpty()) {
            throw new MailPolicyException(name, problems);
        }
        return new MailPolicyTable(lines);
    }

    private static void add(Map<String, Line> lines, int number, String text) throws BadPolicyException {
        List<Token> tokens = Token.of(text);
        if (tokens.isEmpty()) {
            return;
        }
        if (tokens.get(0).column() > 1) {
            throw new BadPolicyException(
                    1, "expected a destination, found a blank: a line cannot continue the one before it");
        }
        Token last = tokens.get(tokens.size() - 1);
        int end = last.column() + last.text().codePointCount(0, last.text().length());
        Line line = line(number, tokens.get(0), tokens.subList(1, tokens.size()), end);
        Line other = lines.putIfAbsent(line.destination(), line);
        if (other != null) {
            throw new BadPolicyException(
                    1,
                    "expected one line for each destination, found a second one for " + line.destination() + ": line "
                            + other.number() + " is for it too");
        }
    }

    private static Line line(int number, Token destination, List<Token> words, int end) throws BadPolicyException {
        PolicyDestination meant = PolicyDestination.parse(destination);
        return new Line(number, meant.key(), PolicyWords.parse(meant, words, end));
    }

    private static MailPolicyException.Problem whole(String text) {
        return new MailPolicyException.Problem(0, 0, text);
    }

    private static String text(Path file) {
        String name = file.toString();
        try {
            // Anything else is never opened: reading from a pipe could block for ever.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new IOException(
                        "expected a file, found " + (Files.isDirectory(file) ? "a directory" : "something else"));
            }
            return decoded(name, bytes(file));
        } catch (NoSuchFileException e) {
            throw new MailPolicyException(name, List.of(whole("there is no such file")));
        } catch (AccessDeniedException e) {
            throw new MailPolicyException(name, List.of(whole("the file cannot be read: permission denied")));
        } catch (IOException e) {
            throw new MailPolicyException(name, List.of(whole(String.valueOf(e.getMessage()))));
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("expected at most " + MAX_BYTES + " bytes, found more");
            }
            return bytes;
        }
    }

    private static String decoded(String name, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
        String before = text.flip().toString();
        if (result.isError()) {
            String line = before.substring(before.lastIndexOf('\n') + 1);
            throw new MailPolicyException(
                    name,
                    List.of(new MailPolicyException.Problem(
                            (int) before.chars().filter(c -> c == '\n').count() + 1,
                            Token.column(line, line.length()),
                            "expected UTF-8, found a byte that is not")));
        }
        return before;
    }

    /** Which line applies to mail to {@code domain}. */
    public Decision decideDomain(DomainName domain, Optional<String> tenant) {
        return decide(PolicyDestination.keys(domain, tenant));
    }

    /** Which line applies to a relay. */
    public Decision decideRelay(DomainName host, int port, Optional<String> tenant) {
        return decide(PolicyDestination.keys(host, port, tenant));
    }

    private Decision decide(List<String> keys) {
        for (int i = 0; i < keys.size(); i++) {
            Line line = lines.get(keys.get(i));
            if (line != null) {
                return new Decision(keys.subList(0, i + 1), Optional.of(line));
            }
        }
        return new Decision(keys, Optional.empty());
    }

    @Override
    public Optional<MailPolicy> forDomain(DomainName domain, Optional<String> tenant) {
        return decideDomain(domain, tenant).policy();
    }

    @Override
    public Optional<MailPolicy> forRelay(DomainName host, int port, Optional<String> tenant) {
        return decideRelay(host, port, tenant).policy();
    }

    /**
     * Whether any line asks for MTA-STS, so that the sender needs {@link MtaStsPolicies}. Lets a check at set-up find that they are
     * missing; for a single destination ask {@link MailPolicy#mtaSts}.
     */
    public boolean asksForMtaSts() {
        return lines.values().stream()
                .anyMatch(line -> line.policy().mtaSts().equals(Optional.of(MtaStsMode.OPPORTUNISTIC)));
    }

    /** How many destinations there are. */
    @Override
    public String toString() {
        return lines.size() + (lines.size() == 1 ? " destination" : " destinations");
    }
}
