package io.github.dane4j.cli.demo;

/**
 * How a scenario ended.
 *
 * @param asItMust whether it ended as it must
 * @param connection who connected to what
 * @param dns what DNS proved
 * @param verdict what came of it
 * @param reason the library's own reason, in one line
 * @param explanation the library's own explanation, in several lines
 */
record Scene(boolean asItMust, String connection, String dns, String verdict, String reason, String explanation) {}
