package io.github.dane4j.cli.finding;

import io.github.dane4j.tlsa.TlsaRecord;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that was found out. Immutable.
 *
 * @param code what it is
 * @param level how bad it is here; usually {@link Code#level()}
 * @param facts the values that the sentences are made of, by name, in order: text, numbers, instants, records, lists of text. Text
 *     from the network is not escaped here
 */
public record Finding(Code code, Level level, Map<String, Object> facts) {
    /** The fact that names the host, {@code mx.example.org}. */
    public static final String HOST = "host";

    /** The fact that names the IP address. */
    public static final String ADDRESS = "address";

    /** Copies the facts. */
    public Finding {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** A finding of the level that its code usually has, without facts. */
    public static Finding of(Code code) {
        return new Finding(code, code.level(), Map.of());
    }

    /** This finding with one more fact. */
    public Finding with(String name, String value) {
        return put(name, value);
    }

    /** This finding with one more fact; sentences show the beginning and the end of its data. */
    public Finding with(String name, TlsaRecord value) {
        return put(name, value);
    }

    /** This finding with one more fact. */
    public Finding with(String name, int value) {
        return put(name, value);
    }

    /** This finding with one more fact. */
    public Finding with(String name, Instant value) {
        return put(name, value);
    }

    /** This finding with one more fact. */
    public Finding with(String name, List<String> value) {
        return put(name, List.copyOf(value));
    }

    private Finding put(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(facts);
        more.put(name, value);
        return new Finding(code, level, more);
    }

    /** This finding at another level. */
    public Finding at(Level other) {
        return new Finding(code, other, facts);
    }

    /** Who has to act. */
    public Culprit culprit() {
        return code.culprit();
    }

    /** The host that it is about; empty if it is about the destination as a whole. */
    public Optional<String> host() {
        return Optional.ofNullable(facts.get(HOST)).map(Object::toString);
    }

    /** The address that it is about; empty if it is about more than one. */
    public Optional<String> address() {
        return Optional.ofNullable(facts.get(ADDRESS)).map(Object::toString);
    }

    /** What was found, in one sentence without full stop; ASCII, escaped and clipped. */
    public String text() {
        return code.text(facts);
    }

    /** What to do about it; empty if nothing needs to be done. */
    public Optional<String> advice() {
        return code.advice(facts);
    }
}
