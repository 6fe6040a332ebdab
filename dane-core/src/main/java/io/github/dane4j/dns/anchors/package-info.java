/**
 * Trust anchors: the formats of their files, and the files that are read again. Open {@code AnchorSet} first. Not exported.
 */
@NullMarked
package io.github.dane4j.dns.anchors;

import org.jspecify.annotations.NullMarked;
