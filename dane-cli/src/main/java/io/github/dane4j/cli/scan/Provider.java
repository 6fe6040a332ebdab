package io.github.dane4j.cli.scan;

import io.github.dane4j.Printable;
import java.util.List;

/**
 * Who runs an MX host, for a summary: the last two labels of its name, or three where the second to last is as short as those
 * of registries are, {@code co.uk}. A guess, which decides nothing.
 */
final class Provider {
    private static final int SHOWN = 100;
    private static final int COUNTRY = 2;
    private static final int REGISTRY = 3;

    private Provider() {}

    static String of(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        List<String> labels = List.of(name.split("\\.", -1));
        int size = labels.size();
        boolean registry = size > 2
                && labels.get(size - 1).length() == COUNTRY
                && labels.get(size - 2).length() <= REGISTRY;
        String provider = String.join(".", labels.subList(Math.max(0, size - (registry ? 3 : 2)), size));
        return Printable.clip(provider, SHOWN);
    }
}
