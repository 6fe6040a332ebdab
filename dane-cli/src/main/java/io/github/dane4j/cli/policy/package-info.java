/** {@code dane policy}: what a policy file says about a destination of mail. */
@NullMarked
package io.github.dane4j.cli.policy;

import org.jspecify.annotations.NullMarked;
