/** What the commands have in common when they report: exit status and JSON. */
@NullMarked
package io.github.dane4j.cli.report;

import org.jspecify.annotations.NullMarked;
