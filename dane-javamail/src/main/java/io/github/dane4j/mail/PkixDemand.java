package io.github.dane4j.mail;

/** What must wait until PKIX has authenticated a server that no usable TLSA record authenticates. */
enum PkixDemand {
    /** Nothing. */
    NONE(false, "nothing"),
    /** User name and password. */
    CREDENTIALS(false, "its TLSA records"),
    /** Everything, by the policy for the server. */
    POLICY(true, "its policy"),
    /** Everything, by the MTA-STS policy of the recipients' domain (RFC 8461). */
    MTA_STS(true, "the MTA-STS policy of its domain"),
    /** Everything, because the message asks for REQUIRETLS (RFC 8689). */
    REQUIRETLS(true, "REQUIRETLS");

    private final boolean forAll;
    private final String source;

    PkixDemand(boolean forAll, String source) {
        this.forAll = forAll;
        this.source = source;
    }

    boolean isForAll() {
        return forAll;
    }

    /** What demands it, for a message. */
    String source() {
        return source;
    }
}
