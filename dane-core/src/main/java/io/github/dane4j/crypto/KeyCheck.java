package io.github.dane4j.crypto;

/** Verifies signatures by one key. Thread-safe. */
@FunctionalInterface
interface KeyCheck {
    /** Whether the signature is valid. Never throws, whatever the bytes are. */
    boolean verify(byte[] signed, byte[] signature);
}
