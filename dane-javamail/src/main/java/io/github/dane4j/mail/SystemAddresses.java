package io.github.dane4j.mail;

import io.github.dane4j.policy.MailHost;
import jakarta.mail.MessagingException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Where a host is by the JVM's own resolver, as without us: for hosts about which DANE may not decide. */
final class SystemAddresses {
    private SystemAddresses() {}

    /** At least one. Blocks for as long as the JVM's resolver does. */
    static List<InetAddress> of(MailHost host) throws MessagingException {
        try {
            return List.of(InetAddress.getAllByName(HostName.withoutBrackets(host.host())));
        } catch (UnknownHostException e) {
            throw new MessagingException(host + ": the host has no address that the system's resolver knows", e);
        }
    }
}
