package io.github.dane4j.cli;

import io.github.dane4j.tlsa.TlsaFormatException;
import io.github.dane4j.tlsa.TlsaRecord;
import io.github.dane4j.tlsa.TlsaResourceRecord;
import java.util.regex.Pattern;

/** A TLSA record as people have it: its data alone, a line of a zone file, a line of dig, with a comment behind. */
final class RecordLine {
    /** Owner, TTL and class may be left out. */
    private static final Pattern TYPED =
            Pattern.compile("(?i)(?:\\S+\\s+)?(?:\\d+\\s+|IN\\s+)*(?:TLSA|TYPE52)\\s+\\S.*");

    private static final Pattern DATA = Pattern.compile("\\s*\\d{1,3}\\s+\\d{1,3}\\s+\\d{1,3}\\s.*");

    private RecordLine() {}

    /** Whether there is a record in a line; comments and the records of other types have none. */
    static boolean hasRecord(String line) {
        String bare = withoutComment(line);
        return TYPED.matcher(bare).matches() || DATA.matcher(bare).matches();
    }

    /**
     * The record.
     *
     * @throws TlsaFormatException if the text is something else; it points to the column
     */
    static TlsaRecord parse(String text) {
        String bare = withoutComment(text);
        return startsWithOwner(bare) ? TlsaResourceRecord.parse(bare).record() : TlsaRecord.parse(bare);
    }

    private static boolean startsWithOwner(String text) {
        return text.strip().split("\\s", 2)[0].endsWith(".");
    }

    private static String withoutComment(String text) {
        int comment = text.indexOf(';');
        return (comment < 0 ? text : text.substring(0, comment)).stripTrailing();
    }
}
