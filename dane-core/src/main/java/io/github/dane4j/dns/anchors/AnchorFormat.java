package io.github.dane4j.dns.anchors;

import java.io.IOException;
import java.util.List;

/** The formats of trust anchor files, told apart by what they begin with or contain. */
public final class AnchorFormat {
    private AnchorFormat() {}

    /**
     * @throws IOException if the text is of none of the formats
     * @throws IllegalArgumentException as for {@code IOException}
     */
    static List<Anchor> read(String text) throws IOException {
        if (text.stripLeading().startsWith("<")) {
            return AnchorXml.read(text);
        }
        return AnchorStatements.isIn(text) ? AnchorStatements.read(text) : AnchorLines.read(text);
    }
}
