package io.github.dane4j.cli.beside;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The form that these records have in common: tags and values, divided by semicolons. */
final class Tags {
    private Tags() {}

    /** The values by their tags in lower case; the first of a tag counts. */
    static Map<String, String> of(String record) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String part : record.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                tags.putIfAbsent(
                        part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        part.substring(equals + 1).strip());
            }
        }
        return tags;
    }
}
