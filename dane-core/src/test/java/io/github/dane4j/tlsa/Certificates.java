package io.github.dane4j.tlsa;

import io.github.dane4j.testkit.KeyAlgorithm;
import io.github.dane4j.testkit.TestCertificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One certificate for each kind of key; a large RSA key takes seconds to make. */
final class Certificates {
    private static final Map<KeyAlgorithm, TestCertificate> MADE = new ConcurrentHashMap<>();

    private Certificates() {}

    static TestCertificate of(KeyAlgorithm algorithm) {
        return MADE.computeIfAbsent(
                algorithm, kind -> TestCertificate.builder().keyAlgorithm(kind).build());
    }
}
