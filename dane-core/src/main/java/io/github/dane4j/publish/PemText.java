package io.github.dane4j.publish;

import io.github.dane4j.Printable;
import io.github.dane4j.publish.RecordSourceException.Problem;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes PEM text apart (RFC 7468 section 3). Text outside of the blocks is skipped, as section 2 allows; inside nothing is
 * forgiven but white space at the ends of lines and empty lines: a record made from half a key would lock every sender out.
 */
final class PemText {
    /** More than the certificates of all public CAs together. */
    static final int MAX_LENGTH = 1 << 20;

    private static final Pattern BOUNDARY = Pattern.compile("-----(BEGIN|END) ([!-,.-~]+(?:[ -][!-,.-~]+)*)-----");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");
    private static final String DASHES = "-----";
    private static final int SHOWN = 40;

    /**
     * What stands between two boundaries.
     *
     * @param label for example {@code CERTIFICATE}
     * @param line that of the first boundary
     * @param content the lines in between
     */
    record Block(String label, int line, List<String> content) {
        /** The bytes, which must be in Base64 without a flaw (RFC 4648 section 3). */
        byte[] octets() {
            StringBuilder digits = new StringBuilder();
            int at = line;
            boolean padded = false;
            for (String text : content) {
                at++;
                String part = text.strip();
                if (!BASE64.matcher(part).matches()) {
                    throw error("invalid Base64 character in " + shown(label), at);
                }
                if (padded && !part.isEmpty()) {
                    throw error("the Base64 of the " + shown(label) + " goes on after its end", at);
                }
                digits.append(part);
                padded |= part.endsWith("=");
            }
            if (digits.length() % 4 != 0) {
                throw error("the Base64 of the " + shown(label) + " is cut off", at);
            }
            byte[] octets = Base64.getDecoder().decode(digits.toString());
            if (octets.length == 0) {
                throw error("the " + shown(label) + " is empty", line);
            }
            if (!Base64.getEncoder().encodeToString(octets).contentEquals(digits)) {
                throw error("the Base64 of the " + shown(label) + " ends in bits that belong to no byte", at);
            }
            return octets;
        }
    }

    private PemText() {}

    static List<Block> blocks(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new RecordSourceException(
                    Problem.TOO_LONG, "the text has more than " + MAX_LENGTH + " characters, too many for keys");
        }
        List<Block> blocks = new ArrayList<>();
        String label = null;
        int begin = 0;
        List<String> content = new ArrayList<>();
        int at = 0;
        for (Iterator<String> lines = text.lines().iterator(); lines.hasNext(); ) {
            String line = lines.next().stripTrailing();
            at++;
            if (!line.startsWith(DASHES)) {
                if (label != null) {
                    content.add(line);
                }
                continue;
            }
            Matcher boundary = BOUNDARY.matcher(line);
            if (!boundary.matches()) {
                throw error("a line of the form -----BEGIN …----- or -----END …----- is expected", at);
            }
            boolean begins = boundary.group(1).equals("BEGIN");
            if (begins) {
                if (label != null) {
                    throw missingEnd(label, at);
                }
                label = boundary.group(2);
                begin = at;
                content = new ArrayList<>();
            } else {
                blocks.add(new Block(ended(label, boundary.group(2), at), begin, content));
                label = null;
            }
        }
        if (label != null) {
            throw missingEnd(label, at);
        }
        return blocks;
    }

    private static String ended(@Nullable String open, String label, int at) {
        if (open == null) {
            throw error("-----END " + shown(label) + "----- stands without its BEGIN", at);
        }
        if (!open.equals(label)) {
            throw missingEnd(open, at);
        }
        return label;
    }

    private static RecordSourceException missingEnd(String label, int at) {
        return error("-----END " + shown(label) + "----- is expected", at);
    }

    private static String shown(String label) {
        return Printable.clip(label, SHOWN);
    }

    private static RecordSourceException error(String message, int line) {
        return new RecordSourceException(Problem.MALFORMED_PEM, message, line);
    }
}
