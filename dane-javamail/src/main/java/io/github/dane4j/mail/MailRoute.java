package io.github.dane4j.mail;

import io.github.dane4j.DaneMode;
import java.util.Optional;

/**
 * The transport or store that a Session uses for one kind of request, and how DANE applies to it.
 *
 * @param request how the application obtains it
 * @param protocol the protocol whose properties apply, {@code mail.<protocol>.*}
 * @param className the class of the transport or store
 * @param mode the value of {@code mail.<protocol>.dane}
 * @param policies the property with the policies for single destinations, if there is one: there they apply in place of
 *     {@code mode}
 * @param address the configured host, if it is an IP address: it has no TLSA records, and DANE does not apply
 */
public record MailRoute(
        Request request,
        String protocol,
        String className,
        DaneMode mode,
        Optional<String> policies,
        Optional<String> address) {
    /** How an application obtains a transport or store. */
    public enum Request {
        /** Static {@code Transport.send}, and {@code session.getTransport(address)}. */
        RFC822("Transport.send"),
        /** {@code session.getTransport()} without a protocol. */
        DEFAULT("session.getTransport()"),
        /** {@code session.getTransport(protocol)}, and {@code session.getStore(protocol)}. */
        NAMED("by name");

        private final String call;

        Request(String call) {
            this.call = call;
        }

        /** As written in code, if that is one call. */
        @Override
        public String toString() {
            return call;
        }
    }

    /**
     * Whether DANE protects a connection to a host that has TLSA records, unless a policy for its destination says
     * otherwise. False for a host that is given by its address, and where DANE is off or only audited.
     */
    public boolean appliesDane() {
        return address.isEmpty()
                && switch (mode) {
                    case NONE, AUDIT -> false;
                    case OPPORTUNISTIC, MANDATORY -> true;
                };
    }

    /** One line, for a log. */
    @Override
    public String toString() {
        return request + ": protocol " + protocol + ", " + className + ", "
                + address.map(host -> "no DANE: the host is an IP address, " + host)
                        .orElse(
                                switch (mode) {
                                    case NONE -> "no DANE: the property says none";
                                    case AUDIT -> "DANE audited only: it refuses nothing";
                                    case OPPORTUNISTIC -> "DANE opportunistic";
                                    case MANDATORY -> "DANE mandatory";
                                })
                + policies.map(property -> ", but for the destinations of " + property)
                        .orElse("");
    }
}
