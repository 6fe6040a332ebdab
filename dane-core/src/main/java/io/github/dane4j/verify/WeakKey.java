package io.github.dane4j.verify;

import io.github.dane4j.tlsa.PublicKeySize;

/**
 * A key that a verdict rests on, and that is shorter than {@link KeyStrength#RECOMMENDED}.
 *
 * @param depth the place in the path of the certificate that holds it; 0 is the server's own. For a bare key that signed
 *     the top of the path, the place above it.
 * @param size its kind and its size
 */
public record WeakKey(int depth, PublicKeySize size) {}
