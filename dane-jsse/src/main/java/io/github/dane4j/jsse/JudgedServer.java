package io.github.dane4j.jsse;

import io.github.dane4j.policy.TlsPlan;
import java.util.Optional;

/**
 * Whom an explanation is about.
 *
 * @param name of the server or service
 * @param plan made of what DNS said about it, if it was asked here
 */
record JudgedServer(String name, Optional<TlsPlan> plan) {}
