package io.github.dane4j;

/** Whose fault it is that a lookup failed: who has to do something about it. */
public enum Culprit {
    /** The zone itself: its signatures, its keys, its denials. */
    ZONE,
    /** The zone above it: the DS records there do not fit, or their denial. */
    PARENT,
    /** The name server that was asked, or the way to it: nearly always one's own resolver. */
    NAME_SERVER,
    /** The caller's own configuration, such as its trust anchors. */
    CONFIGURATION
}
