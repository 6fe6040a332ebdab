package io.github.dane4j.mail;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** What a protocol is for, by the class that serves it; the name alone does not tell. */
enum ServiceKind {
    FIXED_HOST("sends to one host"),
    BY_MX("delivers to MX hosts"),
    STORE("reads mail");

    private final String purpose;

    ServiceKind(String purpose) {
        this.purpose = purpose;
    }

    /** What it does, for a message: a verb phrase. */
    String purpose() {
        return purpose;
    }

    /** The protocols of these kinds, each with the class that makes another protocol one of the same kind. */
    static String protocols(Collection<ServiceKind> kinds) {
        return Arrays.stream(ServiceRegistration.values())
                .filter(each -> kinds.contains(each.kind()))
                .map(each -> each.protocol() + " (class " + each.className() + ")")
                .collect(Collectors.joining(", "));
    }
}
