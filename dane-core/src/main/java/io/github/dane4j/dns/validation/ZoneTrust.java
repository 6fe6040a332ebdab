package io.github.dane4j.dns.validation;

import java.util.List;
import org.xbill.DNS.Name;

/** What is known of a zone: its keys, or that it is unsigned. Immutable, but for the keys, which are parsed when needed. */
public sealed interface ZoneTrust {
    /** How long it may be used. */
    Life life();

    /** The keys that sign for the zone. */
    record Keys(Name zone, List<ZoneKey> keys, Life life) implements ZoneTrust {}

    /** Nothing is signed from {@code cut} on, and the zone lies there or below. */
    record Unsigned(Name cut, Life life) implements ZoneTrust {}
}
