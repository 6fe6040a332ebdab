package io.github.dane4j.dns;

import java.util.HashSet;
import java.util.Set;

/**
 * How to ask, for a second try after a reply that did not validate (RFC 6840 section 5.9 and appendix B): of another
 * server, over TCP, or without CD. Immutable.
 *
 * @param notOf servers that are not asked while there are others, as {@link Exchange#server} names them
 * @param overTcp whether UDP is left out, where there is a choice
 * @param withoutCd whether CD is cleared, so that a validating server looks for better data itself
 */
record AskOptions(Set<String> notOf, boolean overTcp, boolean withoutCd) {
    /** Any server, by its usual transport, with CD as the query has it. */
    static final AskOptions FIRST = new AskOptions(Set.of(), false, false);

    AskOptions {
        notOf = Set.copyOf(notOf);
    }

    /** The same, and not of this server as long as there are others. */
    AskOptions notOf(String server) {
        Set<String> servers = new HashSet<>(notOf);
        servers.add(server);
        return new AskOptions(servers, overTcp, withoutCd);
    }

    AskOptions byTcp() {
        return new AskOptions(notOf, true, withoutCd);
    }

    AskOptions clearingCd() {
        return new AskOptions(notOf, overTcp, true);
    }
}
