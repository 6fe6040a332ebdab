package io.github.dane4j.cli.check;

import io.github.dane4j.Printable;
import io.github.dane4j.Reason;
import io.github.dane4j.smtp.MailHost;
import java.util.Optional;

/** What to do about what DNS or a server said. Never an advice to trust what just answered. */
final class Advice {
    private static final int SHOWN = 253;

    private Advice() {}

    static Optional<String> on(Reason reason, MailHost host) {
        String name = Printable.clip(host.host(), SHOWN);
        return switch (reason) {
            case NO_TLSA ->
                Optional.of("publish the record of the key that belongs on " + name + ": dane tlsa CERTIFICATE --name "
                        + name + " --port " + host.port());
            case HOST_INSECURE -> Optional.of("sign the zone of " + name + " with DNSSEC, then publish TLSA records");
            case NO_USABLE_RECORDS ->
                Optional.of("publish a record that senders can use: dane tlsa CERTIFICATE --name " + name + " --port "
                        + host.port());
            case STARTTLS_NOT_OFFERED, STARTTLS_REFUSED, HANDSHAKE_FAILED ->
                Optional.of("make TLS work on the server, or take the TLSA records away: as it is, no sender that knows"
                        + " DANE delivers to it");
            default -> on(reason);
        };
    }

    static Optional<String> on(Reason reason) {
        return switch (reason) {
            case MX_INSECURE ->
                Optional.of("sign the zone of the domain with DNSSEC: now an attacker can name another host in its MX"
                        + " record");
            case DNSSEC_BOGUS, DNSSEC_INDETERMINATE ->
                Optional.of("repair the signatures of the zone; until then no sender that validates delivers");
            case RESOLVER_WITHOUT_DNSSEC ->
                Optional.of("this says nothing about the domain: repair your resolver, or ask another one with"
                        + " --nameserver");
            case DNS_TIMEOUT, DNS_UNREACHABLE, DNS_ERROR, DNS_MALFORMED ->
                Optional.of(
                        "ask again, or another resolver with --nameserver; if it lasts, the name servers of the zone"
                                + " are broken, and no sender that knows DANE delivers");
            case DNS_ALIAS_LOOP, DNS_BUDGET -> Optional.of("make the chain of aliases shorter");
            case NO_ADDRESS, INVALID_NAME -> Optional.of("correct the MX record, or publish an address");
            case ADDRESS_LITERAL -> Optional.of("give the host a name");
            default -> Optional.empty();
        };
    }
}
