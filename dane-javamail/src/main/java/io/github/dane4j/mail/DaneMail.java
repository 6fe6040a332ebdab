package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.List;

/**
 * Checks at start-up whether mail will really go through DANE. Jakarta Mail silently ignores an unknown class name in {@code
 * mail.smtp.class}, and reads one property for {@code Transport.send} and another for {@code session.getTransport()}; after
 * a mistake in either it sends through its default transport, without a warning.
 *
 * <pre>{@code
 * DaneMail.check(session).forEach(route -> log.info(route.toString()));
 * }</pre>
 */
public final class DaneMail {
    private DaneMail() {}

    /**
     * Checks the transports of an application that names no protocol: {@code Transport.send} and {@code
     * session.getTransport()}. An application that names its protocol, as Spring and Simple Java Mail do, calls {@link
     * #check(Session, String)}.
     *
     * @return which transport each of the two uses, and whether DANE applies there
     * @throws MessagingException as {@link #check(Session, String)}, for either of the two
     */
    public static List<MailRoute> check(Session session) throws MessagingException {
        StoreCheck.noFactoryThatAngusReplaces(session);
        RouteCheck check = new RouteCheck(session);
        MailRoute send = check.route(MailRoute.Request.RFC822, check.protocol(MailRoute.Request.RFC822));
        MailRoute get = check.route(MailRoute.Request.DEFAULT, check.protocol(MailRoute.Request.DEFAULT));
        check.checkStrayProperties();
        return List.of(send, get);
    }

    /**
     * Checks that {@code protocol} is served by a transport or a store of this package; that its properties are valid; that
     * no {@code dane} property is set for a protocol that Angus serves; and that no service of Angus Mail has a socket
     * factory of {@code DaneSslContext}, which Angus would replace when DANE refuses a server. Makes no connection and no
     * DNS query.
     *
     * <p>A host that is configured as an IP address has no TLSA records. In mode {@code mandatory} that is an error; in mode
     * {@code opportunistic} {@link MailRoute#appliesDane} is false, and a warning is logged.
     *
     * @param protocol for example {@code smtp}, {@code smtps}, {@code smtp-mx}, {@code imaps-dane}
     * @return the transport or store that is used, and whether DANE applies to it
     * @throws MessagingException if mail would go without DANE, or not at all; the text says what to change
     */
    public static MailRoute check(Session session, String protocol) throws MessagingException {
        StoreCheck.noFactoryThatAngusReplaces(session);
        RouteCheck check = new RouteCheck(session);
        MailRoute route = check.route(MailRoute.Request.NAMED, protocol);
        check.checkStrayProperties();
        return route;
    }
}
