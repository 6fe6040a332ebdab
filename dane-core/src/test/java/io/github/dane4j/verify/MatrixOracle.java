package io.github.dane4j.verify;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the RFCs say about each line of {@code matrix.txt}, in rules about three places and no certificates: this class
 * knows nothing of the verifier. The message is leaf, intermediate and, unless its position says otherwise, root; the
 * root is trusted locally.
 */
final class MatrixOracle {
    static final List<String> KEYS = List.of("RSA", "EC", "Ed25519");

    /** Whose the record is, and whether the root was sent. */
    enum Position {
        LEAF(0),
        INTERMEDIATE(1),
        ROOT_SENT(2),
        ROOT_NOT_SENT(2),
        UNRELATED(-1);

        final int depth;

        Position(int depth) {
            this.depth = depth;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What is wrong, with the certificate at which depth, and what a path that it is on is refused for. */
    enum Condition {
        VALID(-1, Kind.NONE, ""),
        LEAF_EXPIRED(0, Kind.DATE, "expired"),
        LEAF_NOT_YET_VALID(0, Kind.DATE, "not-yet-valid"),
        LEAF_OF_ANOTHER_NAME(0, Kind.NAME, "name-mismatch"),
        LEAF_FOR_CLIENTS(0, Kind.RULE, "extended-key-usage"),
        LEAF_FORGED(0, Kind.SIGNATURE, "signature-invalid"),
        INTERMEDIATE_EXPIRED(1, Kind.DATE, "expired"),
        INTERMEDIATE_NOT_YET_VALID(1, Kind.DATE, "not-yet-valid"),
        INTERMEDIATE_IS_NO_CA(1, Kind.RULE, "not-a-ca"),
        INTERMEDIATE_FOR_MAIL(1, Kind.RULE, "extended-key-usage"),
        INTERMEDIATE_FORGED(1, Kind.SIGNATURE, "signature-invalid"),
        ROOT_EXPIRED(2, Kind.DATE, "expired"),
        ROOT_NOT_YET_VALID(2, Kind.DATE, "not-yet-valid");

        final int depth;
        final Kind kind;
        final String reason;

        Condition(int depth, Kind kind, String reason) {
            this.depth = depth;
            this.kind = kind;
            this.reason = reason;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The verdict where this is what is wrong. A wrong name is always the leaf's, so no place is named. */
        private String refusal() {
            return no(reason, kind == Kind.NAME || kind == Kind.SIGNATURE ? "-" : String.valueOf(depth));
        }
    }

    enum Kind {
        NONE,
        DATE,
        NAME,
        RULE,
        /** The certificate bears the name of its issuer, and is signed by another key. */
        SIGNATURE
    }

    private MatrixOracle() {}

    static String verdict(int usage, int selector, int type, Position position, Condition condition) {
        return switch (usage) {
            case 0 -> pkixTa(selector, type, position, condition);
            case 1 -> pkixEe(position, condition);
            case 2 -> daneTa(selector, type, position, condition);
            case 3 -> daneEe(position);
            default -> throw new IllegalArgumentException("usage " + usage);
        };
    }

    /** RFC 7671 section 5.1: the leaf, and nothing about it. */
    private static String daneEe(Position position) {
        return position == Position.LEAF ? yes(0) : no("leaf-mismatch", "-");
    }

    private static String daneTa(int selector, int type, Position position, Condition condition) {
        if (position == Position.LEAF) {
            return no("anchor-is-leaf", "-");
        }
        boolean certificateInDns = selector == 0 && type == 0;
        if (position == Position.UNRELATED) {
            return no(certificateInDns ? "anchor-not-on-path" : "anchor-not-in-chain", "-");
        }
        if (position == Position.ROOT_NOT_SENT && !certificateInDns) {
            boolean keyInDns = selector == 1 && type == 0;
            return keyInDns ? bareKey(condition) : no("anchor-not-in-chain", "-");
        }
        // RFC 7671 section 5.2: everything below the anchor must hold. Of the anchor itself, what it says about being a
        // CA; its dates only where the record binds them; its signature never. What is above the anchor does not count.
        boolean below = condition.depth < position.depth;
        boolean ofAnchor = condition.depth == position.depth
                && (condition.kind == Kind.RULE || (condition.kind == Kind.DATE && selector == 0));
        return condition != Condition.VALID && (below || ofAnchor) ? condition.refusal() : yes(position.depth);
    }

    /** RFC 7671 section 5.2.3: the key has to have signed the intermediate, the top of what was sent. */
    private static String bareKey(Condition condition) {
        if (condition.kind == Kind.SIGNATURE) {
            return no("anchor-not-in-chain", "-");
        }
        return condition == Condition.VALID || condition.depth == 2 ? "yes 1 by-key" : condition.refusal();
    }

    /** RFC 7671 section 5.3: the leaf matches, and PKIX is content. */
    private static String pkixEe(Position position, Condition condition) {
        if (position != Position.LEAF) {
            return no("leaf-mismatch", "-");
        }
        return isTrusted(condition) ? yes(0) : pkixRefusal(condition);
    }

    /** RFC 6698 section 2.1.1, RFC 7671 section 5.4: a CA on a path that contents PKIX matches. */
    private static String pkixTa(int selector, int type, Position position, Condition condition) {
        if (condition.kind == Kind.SIGNATURE) {
            return pkixRefusal(condition);
        }
        if (position == Position.LEAF) {
            return no("anchor-is-leaf", "-");
        }
        if (position == Position.UNRELATED) {
            return no(selector == 0 && type == 0 ? "anchor-not-on-path" : "anchor-not-in-chain", "-");
        }
        return isTrusted(condition) ? yes(position.depth) : pkixRefusal(condition);
    }

    /** Nobody asks about the dates of what is trusted locally (RFC 5280 section 6.1). */
    private static boolean isTrusted(Condition condition) {
        return condition == Condition.VALID || condition.depth == 2;
    }

    private static String pkixRefusal(Condition condition) {
        return condition.kind == Kind.SIGNATURE ? no("no-pkix-path", "-") : condition.refusal();
    }

    private static String yes(int depth) {
        return "yes " + depth;
    }

    private static String no(String reason, String depth) {
        return "no " + depth + " " + reason;
    }

    static String line(int usage, int selector, int type, Position position, Condition condition, String keys) {
        return String.format(
                Locale.ROOT,
                "%d %d %d | %-13s | %-26s | %-7s | %s",
                usage,
                selector,
                type,
                position.word(),
                condition.word(),
                keys,
                verdict(usage, selector, type, position, condition));
    }

    /** The whole product. */
    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int usage = 0; usage < 4; usage++) {
            for (Condition condition : Condition.values()) {
                for (Position position : Position.values()) {
                    for (int selector = 0; selector < 2; selector++) {
                        for (int type = 0; type < 3; type++) {
                            for (String keys : KEYS) {
                                lines.add(line(usage, selector, type, position, condition, keys));
                            }
                        }
                    }
                }
            }
        }
        return lines;
    }

    /** Prints the lines of {@code matrix.txt}, for whoever has changed a rule and wants to see what follows from it. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        lines().forEach(out::println);
    }
}
