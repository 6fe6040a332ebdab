package io.github.dane4j.acceptance.interop;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** A name server with a DNS of its own, from the root down: {@link SignedTree}, signed by its own means. */
interface Authority extends AutoCloseable {
    /** Where it listens. */
    InetSocketAddress address();

    /** A file with the DS records of its root, a line each: {@code . IN DS TAG ALGORITHM TYPE DIGEST}. */
    Path rootAnchor();

    /** Zones in which there is something to ask for; the unsigned one is {@link SignedTree#UNSIGNED}. */
    List<String> zones();

    /** What it printed so far. */
    String log();

    @Override
    void close();
}
