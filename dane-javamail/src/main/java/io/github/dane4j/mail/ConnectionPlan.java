package io.github.dane4j.mail;

import io.github.dane4j.policy.MailHost;
import java.util.Optional;

/**
 * The plan of a connection to an MX host.
 *
 * @param key of the connection: next-hop domain and host
 * @param planner the planner that made it
 * @param planned the plan as the planner made it
 * @param restricted the plan with only the addresses that may be connected to
 * @param terms of the connection
 */
record ConnectionPlan(
        String key, HostPlanner planner, PlannedHost planned, PlannedHost restricted, ConnectionTerms terms) {
    /** The key of connections to {@code host} for mail to {@code nextHop}. */
    static String key(NextHop nextHop, MailHost host) {
        return nextHop.text() + " " + host;
    }

    /** Whether {@code current} would make the same plan for {@code host} from the same DNS answers. */
    boolean isBy(HostPlanner current, MailHost host, Optional<MtaStsRule> rule) {
        return planner == current
                && planned.host().equals(host)
                && planned.mtaSts().equals(rule);
    }
}
