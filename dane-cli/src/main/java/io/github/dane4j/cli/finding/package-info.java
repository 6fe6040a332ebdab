/**
 * What the commands find out, as values: a {@link io.github.dane4j.cli.finding.Finding} has a code, a level, a culprit and
 * facts. Every output, for people and for machines, is made of findings; sentences are made last, by {@link
 * io.github.dane4j.cli.finding.Code}.
 */
@NullMarked
package io.github.dane4j.cli.finding;

import org.jspecify.annotations.NullMarked;
