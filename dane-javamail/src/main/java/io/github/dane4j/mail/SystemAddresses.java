package io.github.dane4j.mail;

import io.github.dane4j.policy.MailHost;
import jakarta.mail.MessagingException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The addresses of a host by the JVM's own resolver, as without this library: for hosts that DANE may not decide about. */
final class SystemAddresses {
    private SystemAddresses() {}

    /** At least one. Blocks for as long as the JVM's resolver does. */
    static List<InetAddress> of(MailHost host) throws MessagingException {
        try {
            return List.of(InetAddress.getAllByName(HostName.withoutBrackets(host.host())));
        } catch (UnknownHostException e) {
            throw new MessagingException(host + ": the system's resolver found no address for the host", e);
        }
    }
}
