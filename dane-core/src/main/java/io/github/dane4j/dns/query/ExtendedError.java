package io.github.dane4j.dns.query;

import io.github.dane4j.Printable;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;

/** An Extended DNS Error (RFC 8914): a number, and perhaps a text, which is for people only (section 2). */
public record ExtendedError(int code, String text) {
    static final int UNSUPPORTED_DNSKEY_ALGORITHM = 1;
    static final int UNSUPPORTED_DS_DIGEST_TYPE = 2;
    static final int DNSSEC_BOGUS = 6;
    static final int SIGNATURE_EXPIRED = 7;
    static final int SIGNATURE_NOT_YET_VALID = 8;
    static final int RRSIGS_MISSING = 10;
    static final int NSEC_MISSING = 12;
    static final int UNSUPPORTED_NSEC3_ITERATIONS = 27;

    private static final int OPTION_CODE = 15;
    /** The validator puts whole record sets into the text. */
    private static final int SHOWN = 200;

    /** The first one that the message carries. */
    static Optional<ExtendedError> of(Message message) {
        OPTRecord opt = message.getOPT();
        if (opt == null) {
            return Optional.empty();
        }
        for (EDNSOption option : opt.getOptions(OPTION_CODE)) {
            if (option instanceof ExtendedErrorCodeOption error) {
                return Optional.of(new ExtendedError(error.getErrorCode(), printable(error.getText())));
            }
        }
        return Optional.empty();
    }

    private static String printable(@Nullable String text) {
        return text == null ? "" : Printable.clip(text.strip(), SHOWN);
    }

    /** Whether a validator says that an answer failed validation (codes 6 to 12). */
    boolean saysBogus() {
        return code >= DNSSEC_BOGUS && code <= NSEC_MISSING;
    }

    /** The code and its registered name, for example {@code EDE 7 signature expired}. */
    public static String describe(int code) {
        String name = ExtendedErrorCodeOption.text(code);
        // An unregistered code has a made-up name: the prefix and the number.
        return name.startsWith("EDE")
                ? "EDE " + code
                : "EDE " + code + " " + name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public String toString() {
        return text.isEmpty() ? describe(code) : describe(code) + ": " + text;
    }
}
