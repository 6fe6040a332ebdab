package io.github.dane4j.cli.check;

import io.github.dane4j.cli.probe.Observation;
import java.util.List;

/** What a sender that knows DANE would do with a message. */
enum Delivery {
    /** It delivers to a server that is proven to be the right one. */
    AUTHENTICATED("delivers, to the server that DNS names"),
    /** It delivers over TLS, without authenticating the server. */
    ENCRYPTED("delivers over TLS, to whoever answers"),
    /** It delivers in the clear. */
    CLEAR("delivers in the clear"),
    /** The mail stays in its queue. */
    WAITS("keeps the mail waiting"),
    /** The mail is returned: the domain takes none, or does not exist. */
    REFUSED("returns the mail");

    private final String words;

    Delivery(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** What it would do at one host: the best that any of its addresses allows. */
    static Delivery to(HostReport host, boolean mandatory) {
        HostPolicy.Requirement requirement = host.policy().requirement();
        List<AddressReport> tried =
                host.addresses().stream().filter(each -> each.seen().tried()).toList();
        boolean secured = tried.stream().anyMatch(each -> each.seen().outcome() == Observation.Outcome.SECURED);
        if (requirement == HostPolicy.Requirement.AUTHENTICATED) {
            boolean proven = tried.stream().anyMatch(AddressReport::authenticated);
            boolean named = host.policy().origin() != HostPolicy.Origin.MX_INSECURE || !mandatory;
            return proven && named ? AUTHENTICATED : WAITS;
        }
        if (requirement == HostPolicy.Requirement.SKIP || mandatory) {
            return WAITS;
        }
        if (secured) {
            return ENCRYPTED;
        }
        boolean speaks = tried.stream()
                .anyMatch(each -> each.seen().outcome() == Observation.Outcome.NOT_OFFERED
                        || each.seen().outcome() == Observation.Outcome.REFUSED
                        || each.seen().outcome() == Observation.Outcome.HANDSHAKE_FAILED
                        || each.seen().outcome() == Observation.Outcome.OUTDATED);
        return speaks && requirement == HostPolicy.Requirement.OPPORTUNISTIC ? CLEAR : WAITS;
    }
}
