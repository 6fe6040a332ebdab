package io.github.dane4j.cli.demo;

import io.github.dane4j.testkit.DnsTree;
import java.util.Optional;

/** One scene of the demo: servers, what is published about them, and what must come of it. */
interface Scenario extends AutoCloseable {
    /** What is shown, in a few words. */
    String title();

    /** Why this machine cannot play it; empty if it can. */
    default Optional<String> obstacle() {
        return Optional.empty();
    }

    /** Adds this scene's zones to the tree, before it starts. */
    void publish(DnsTree.Builder tree);

    /** Plays the scene. Whatever goes wrong is part of what is returned. */
    Scene play(DemoNetwork network);

    /** Mails that arrived at this scene's servers. */
    int arrived();

    /** Mails that should have arrived at this scene's servers. */
    int expected();

    @Override
    void close();
}
