package io.github.dane4j.mail;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Warns in the log, once per host, that a host is connected to by its address and therefore without DANE. Thread-safe. */
final class AddressWarning {
    /** A sender that looks up MX hosts itself meets new ones all the time; by then the warning has been given. */
    private static final int MAX_HOSTS = 1000;

    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private AddressWarning() {}

    static void log(String address, ProtocolProperties properties) {
        if (WARNED.size() < MAX_HOSTS && WARNED.add(address)) {
            MailLog.LOG.log(
                    Level.WARNING,
                    "{0} is an IP address and has no TLSA records: mail goes there without DANE. Connect by the name of the"
                            + " host; {1} = mandatory refuses addresses",
                    address,
                    properties.name(DaneProperty.MODE.key()));
        }
    }
}
