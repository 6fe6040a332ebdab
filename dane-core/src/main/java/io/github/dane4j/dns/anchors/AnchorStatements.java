package io.github.dane4j.dns.anchors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Trust anchors in the statements of BIND's configuration: {@code trust-anchors}, and the older {@code managed-keys} and
 * {@code trusted-keys}. An initial key is trusted like a static one; following it by RFC 5011 is left to whoever writes
 * the file.
 */
public final class AnchorStatements {
    private static final String OLDEST = "trusted-keys";
    private static final String NAMES = "trust-anchors|managed-keys|" + OLDEST;

    private static final Pattern STATEMENT = Pattern.compile("(?:" + NAMES + ")\\s*\\{");

    /** A comment, a quoted string, a mark, or a word. */
    private static final Pattern TOKEN = Pattern.compile("\\s+|//[^\\n]*|#[^\\n]*|/\\*(?s:.*?)\\*/"
            + "|\"(?<quoted>[^\"]*)\"|(?<mark>[{};])|(?<word>[^\\s\"{};#]+)");

    private static final Set<String> KEY_TYPES = Set.of("static-key", "initial-key");
    private static final Set<String> DS_TYPES = Set.of("static-ds", "initial-ds");

    private final String text;
    private final Matcher matcher;
    private int at;

    private AnchorStatements(String text) {
        this.text = text;
        this.matcher = TOKEN.matcher(text);
    }

    static boolean isIn(String text) {
        return STATEMENT.matcher(text).find();
    }

    static List<Anchor> read(String text) throws IOException {
        return new AnchorStatements(text).statements();
    }

    private List<Anchor> statements() throws IOException {
        List<Anchor> anchors = new ArrayList<>();
        for (String statement = next(); !statement.isEmpty(); statement = next()) {
            if (!statement.matches(NAMES)) {
                throw new IOException("no statement of trust anchors: " + statement);
            }
            expect("{");
            for (String zone = next(); !zone.equals("}"); zone = next()) {
                anchors.add(Anchor.of(anchor(zone, statement)));
            }
            expect(";");
        }
        return anchors;
    }

    private Record anchor(String zone, String statement) throws IOException {
        String type = statement.equals(OLDEST) ? "static-key" : next();
        boolean digest = DS_TYPES.contains(type);
        if (!digest && !KEY_TYPES.contains(type)) {
            throw new IOException("no type of trust anchor: " + type);
        }
        StringBuilder data = new StringBuilder();
        for (String field = next(); !field.equals(";"); field = next()) {
            if (field.isEmpty() || field.equals("{") || field.equals("}")) {
                throw new IOException("a trust anchor of " + zone + " that does not end");
            }
            // A key may be broken into lines.
            data.append(field.replaceAll("\\s", "")).append(' ');
        }
        return Record.fromString(
                Name.fromString(zone, Name.root),
                digest ? Type.DS : Type.DNSKEY,
                DClass.IN,
                0,
                data.toString(),
                Name.root);
    }

    private void expect(String mark) throws IOException {
        String found = next();
        if (!found.equals(mark)) {
            throw new IOException(mark + " is missing" + (found.isEmpty() ? " at the end" : " before " + found));
        }
    }

    /** The next word, string or mark; empty at the end. */
    private String next() throws IOException {
        while (at < text.length()) {
            if (!matcher.region(at, text.length()).lookingAt()) {
                throw new IOException("a string or comment that does not end");
            }
            at = matcher.end();
            for (String group : new String[] {"quoted", "mark", "word"}) {
                String found = matcher.group(group);
                if (found != null) {
                    return found;
                }
            }
        }
        return "";
    }
}
