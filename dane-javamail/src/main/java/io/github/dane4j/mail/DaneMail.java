package io.github.dane4j.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.List;

/**
 * Says at start-up whether mail will really go through DANE. Jakarta Mail ignores a class name in {@code mail.smtp.class}
 * that it does not know, and reads another property for {@code Transport.send} than for {@code session.getTransport()};
 * either way it sends without a word through the transport that it has.
 *
 * <pre>{@code
 * DaneMail.check(session).forEach(route -> log.info(route.toString()));
 * }</pre>
 */
public final class DaneMail {
    private DaneMail() {}

    /**
     * Checks what an application uses that names no protocol: {@code Transport.send} and {@code session.getTransport()}.
     * One that names its protocol, as Spring and Simple Java Mail do, calls {@link #check(Session, String)}.
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
     * Checks that {@code protocol} is served by a transport or a store of this package; that its properties can be used;
     * that there is no {@code dane} property of a protocol that Angus serves; and that no service of Angus Mail has a socket
     * factory of {@code DaneSslContext}, which it would replace when DANE refuses a server. Connects to nothing, and asks no
     * DNS server.
     *
     * <p>A host that is configured as an IP address has no TLSA records. In mode {@code mandatory} that is an error; in mode
     * {@code opportunistic} {@link MailRoute#appliesDane} is false, and the log has a warning.
     *
     * @param protocol for example {@code smtp}, {@code smtps}, {@code smtp-mx}, {@code imaps-dane}
     * @return what is used, and whether DANE applies there
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
