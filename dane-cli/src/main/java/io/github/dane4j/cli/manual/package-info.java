/**
 * What is installed beside the jar: manual pages and completions, made from the commands' own options when the project is
 * built. Start with {@link io.github.dane4j.cli.manual.ManualFiles}.
 */
@NullMarked
package io.github.dane4j.cli.manual;

import org.jspecify.annotations.NullMarked;
