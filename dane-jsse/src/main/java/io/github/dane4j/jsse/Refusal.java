package io.github.dane4j.jsse;

import io.github.dane4j.Reason;
import io.github.dane4j.verify.DaneResult;
import io.github.dane4j.verify.DaneResult.NotAuthenticated;

/** Turns a no into the exception that explains it. All texts of refusals are made here. */
final class Refusal {
    private Refusal() {}

    /** The server's certificates do not fit. */
    static DaneCertificateException of(Subject subject, DaneResult result) {
        Reason reason = result instanceof NotAuthenticated no ? no.reason() : Reason.NO_USABLE_RECORDS;
        StringBuilder text = headline(subject.name(), reason);
        subject.lookup().ifPresent(lookup -> text.append('\n').append(lookup.explain()));
        return new DaneCertificateException(
                reason, text.append('\n').append(result.explain()).toString());
    }

    private static StringBuilder headline(String name, Reason reason) {
        return new StringBuilder("DANE refused ").append(name).append(": ").append(reason.description());
    }
}
