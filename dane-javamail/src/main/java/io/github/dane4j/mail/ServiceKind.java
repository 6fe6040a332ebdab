package io.github.dane4j.mail;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** What a protocol is for, by the class that serves it; the name of a protocol does not tell. */
enum ServiceKind {
    FIXED_HOST("sends to one host"),
    BY_MX("delivers to MX hosts"),
    STORE("reads mail");

    private final String purpose;

    ServiceKind(String purpose) {
        this.purpose = purpose;
    }

    /** What it does, for a message, after a subject. */
    String purpose() {
        return purpose;
    }

    /** The protocols of these kinds, with the classes by which other protocols can be of the same kind. */
    static String protocols(Collection<ServiceKind> kinds) {
        return Arrays.stream(ServiceRegistration.values())
                .filter(each -> kinds.contains(each.kind()))
                .map(each -> each.protocol() + " (class " + each.className() + ")")
                .collect(Collectors.joining(", "));
    }
}
