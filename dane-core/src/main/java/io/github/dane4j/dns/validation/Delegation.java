package io.github.dane4j.dns.validation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;

/** What the signed zone above says of a name as a zone of its own (RFC 4035 section 5.2). */
public sealed interface Delegation {
    /** DS records that can be used: one of them fits a key. */
    record Signed(List<DSRecord> records, Life life) implements Delegation {}

    /** Nothing is signed from {@code cut} on. */
    record Unsigned(Name cut, Life life) implements Delegation {}

    /**
     * Neither is proven. The name need not be a zone.
     *
     * @param why null if all is well, and the name is just no zone
     */
    record None(@Nullable Cause why) implements Delegation {}
}
