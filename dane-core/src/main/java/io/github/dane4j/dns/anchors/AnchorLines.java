package io.github.dane4j.dns.anchors;

import io.github.dane4j.dns.TrustAnchorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Trust anchors as lines of a zone file, among them those that Unbound keeps up to date by RFC 5011. */
public final class AnchorLines {
    /** Unbound writes the state of a key behind it, on the same line. */
    private static final Pattern STATE = Pattern.compile(";;\\s*state=(\\d+)");

    /** VALID and MISSING (RFC 5011 section 4). A key that is pending was seen, and is not trusted yet. */
    private static final Pattern TRUSTED = Pattern.compile("2|3");

    private static final Pattern REVOKED = Pattern.compile("(?m)^\\s*;;\\s*REVOKED");

    private AnchorLines() {}

    static List<Anchor> read(String text) throws IOException {
        if (REVOKED.matcher(text).find()) {
            throw new TrustAnchorException("all keys of a file of trust anchors have been revoked, as it says");
        }
        String trusted = text.lines().filter(AnchorLines::isTrusted).collect(Collectors.joining("\n"));
        List<Anchor> anchors = new ArrayList<>();
        try (Master master =
                new Master(new ByteArrayInputStream(trusted.getBytes(StandardCharsets.UTF_8)), Name.root, 0)) {
            master.disableIncludes(true);
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                anchors.add(Anchor.of(record));
            }
        }
        return anchors;
    }

    private static boolean isTrusted(String line) {
        Matcher state = STATE.matcher(line);
        return !state.find() || TRUSTED.matcher(state.group(1)).matches();
    }
}
