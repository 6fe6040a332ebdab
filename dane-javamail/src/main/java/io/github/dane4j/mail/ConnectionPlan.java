package io.github.dane4j.mail;

import io.github.dane4j.policy.MailHost;
import java.util.Optional;

/**
 * What a connection to an MX host is, or was, made by.
 *
 * @param nextHop the domain that names the host
 * @param planner made the plan
 * @param planned as it was made
 * @param restricted the same with the addresses to which it may go
 * @param terms of the connection
 */
record ConnectionPlan(
        NextHop nextHop, HostPlanner planner, PlannedHost planned, PlannedHost restricted, ConnectionTerms terms) {
    /** The key of connections to {@code host} for mail to {@code nextHop}. */
    static String key(NextHop nextHop, MailHost host) {
        return nextHop.text() + " " + host;
    }

    String key() {
        return key(nextHop, planned.host());
    }

    /** Whether {@code current} would come to the same plan for {@code host}, as long as DNS gives the same answers. */
    boolean isBy(HostPlanner current, MailHost host, Optional<MtaStsRule> rule) {
        return planner == current
                && planned.host().equals(host)
                && planned.mtaSts().equals(rule);
    }
}
