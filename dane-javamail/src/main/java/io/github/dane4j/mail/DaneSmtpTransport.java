package io.github.dane4j.mail;

import io.github.dane4j.Reason;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import org.eclipse.angus.mail.util.SocketFetcher;
import org.jspecify.annotations.Nullable;

/**
 * Angus's SMTP transport with a guard: one connection to one host, made by a plan, and the messages sent over it. It sends
 * only a greeting to a server that has not proven itself, sends no command that could be read as two, bounds every wait, and
 * records for each message whether the server accepted it.
 *
 * <p>Subclasses make the plan and set the time limit.
 *
 * <p>Thread-safe as Angus's is: one connection, used by one thread at a time.
 */
abstract sealed class DaneSmtpTransport extends org.eclipse.angus.mail.smtp.SMTPTransport
        permits SMTPTransport, HostTransport {
    private static final int PERMANENT = 500;
    private static final int END_OF_PERMANENT = 600;

    private final String protocol;
    private final String prefix;
    private final boolean utf8;
    private final MessageReplies replies = new MessageReplies();
    private final RecipientPipeline pipeline = new RecipientPipeline();

    /** The TLS of the current connection, or of the last one. */
    private @Nullable ConnectionTls tls;

    /** Whether Angus will log in if the server offers that. */
    private boolean credentials;

    private @Nullable Timeouts timeouts;
    private @Nullable PeerSocket peer;
    private @Nullable InetAddress address;
    private @Nullable InetAddress localAddress;
    private TlsSessions.Stage stage = TlsSessions.Stage.UNKNOWN;
    private volatile @Nullable DeliveryTime time;
    private @Nullable Sending sending;

    /** The stream that the current message is written to. */
    private @Nullable MessageData data;

    /** The attempt that the current or last connection is reported as; final once made. */
    private RecipientOutcome.@Nullable Attempt made;

    /** Whether the last reply to EHLO, under TLS, offered REQUIRETLS. */
    private boolean requireTlsOffered;

    /** The last reply to EHLO; null if no EHLO was sent. */
    private @Nullable String replyToEhlo;

    /** Its code as Angus reads it: below 0 if the connection ended before the reply did. */
    private int codeOfEhlo;

    /** The reply to a STARTTLS that failed; null if there was none. */
    private @Nullable String replyToStartTls;

    /** Whether the last EHLO got no reply, or one that does not list what the server offers. */
    private boolean ehloFailed;

    /** The verb of the last command. */
    private String verb = "";

    private boolean handingOver;

    DaneSmtpTransport(Session session, @Nullable URLName url, String name, boolean implicitTls) {
        super(session, url, name, implicitTls);
        this.protocol = url == null ? name : url.getProtocol();
        this.prefix = ProtocolProperties.prefix(protocol);
        // Read once, as Angus does, which without it truncates characters to bytes.
        this.utf8 = Smtputf8.isAllowed(session);
    }

    /** Starts the time limit for connecting, or for one message. */
    abstract DeliveryTime begin() throws MessagingException;

    /** Ends the time limit that {@link #begin} started. */
    abstract void end(DeliveryTime begun);

    /** Whether this transport explains a failure that was caused by its time limit. */
    abstract boolean explainsExpiry();

    /** Puts the connection under the time limit of a message, unless it already is. */
    abstract void enter(DeliveryTime begun) throws MessagingException;

    /** Connects as planned. */
    final boolean connect(
            ConnectionTls planned,
            boolean tlsFirst,
            List<KeyManager> keyManagers,
            @Nullable String user,
            @Nullable String password)
            throws MessagingException {
        ProtocolProperties properties = properties();
        SmtpCommand.checkClientName(properties);
        Timeouts limits = new Timeouts(properties);
        TlsSessions sessions = TlsSessions.of(properties);
        DeliveryTime allowed = begin();
        time = allowed;
        Session application = session;
        boolean startTls = getStartTLS();
        boolean requireStartTls = getRequireStartTLS();
        tls = planned;
        made = null;
        credentials = user != null && password != null;
        timeouts = limits;
        // Only while connecting: Service keeps passwords in the application's Session.
        ScopedSession.Scope scope = ScopedSession.open(planned.properties(properties, keyManagers));
        try {
            session = ScopedSession.instance();
            setStartTls(planned);
            Connector connector = new Connector(properties, limits, allowed::opened);
            boolean connected;
            try {
                connected = connect(planned, connector, tlsFirst, user, password);
            } catch (MessagingException e) {
                if (!planned.retryMayHelp()) {
                    throw e;
                }
                abort();
                connected = connect(planned, connector, tlsFirst, user, password);
            }
            if (connected) {
                made = attempt().orElse(null);
                sessions.connected(planned, connection(), planned.audit(isSSL()));
            }
            return connected;
        } catch (MessagingException e) {
            MailRefusal.in(e).ifPresent(this::complete);
            if (!allowed.isOver()) {
                sessions.failed(planned, connection(), e);
            }
            if (isExpired(allowed)) {
                abort();
                throw MailLog.notConnected(planned.host(), new MessagingException(allowed.explanation(host()), e));
            }
            if (allowed.isOver()) {
                abort();
                MessagingException expired = allowed.expired(host());
                // A connection cut by the time limit is not the server's fault: it must not look like a refusal.
                if (MailRefusal.in(e).isEmpty()) {
                    expired.addSuppressed(e);
                }
                throw MailLog.notConnected(planned.host(), expired);
            }
            if (e instanceof AuthenticationFailedException) {
                throw e;
            }
            abort();
            throw MailLog.notConnected(planned.host(), e);
        } catch (RuntimeException | Error e) {
            abort();
            throw e;
        } finally {
            end(allowed);
            scope.close();
            session = application;
            setStartTLS(startTls);
            setRequireStartTLS(requireStartTls);
        }
    }

    private boolean connect(
            ConnectionTls planned,
            Connector connector,
            boolean tlsFirst,
            @Nullable String user,
            @Nullable String password)
            throws MessagingException {
        stage = TlsSessions.Stage.UNKNOWN;
        requireTlsOffered = false;
        replyToEhlo = null;
        codeOfEhlo = 0;
        replyToStartTls = null;
        ehloFailed = false;
        made = null;
        address = null;
        localAddress = null;
        Connector.Connected connected = connector.open(planned.planned());
        peer = connected.peer();
        address = connected.address();
        localAddress = connected.localAddress().orElse(null);
        handOver(tlsFirst ? underTls(connected.socket(), planned) : connected.socket());
        boolean authenticated =
                super.protocolConnect(planned.host().host(), planned.host().port(), user, password);
        if (authenticated) {
            check(planned, connected.socket());
        }
        return authenticated;
    }

    private boolean isExpired(DeliveryTime begun) {
        return explainsExpiry() && begun.isOver();
    }

    /** Puts the connection under the time limit {@code other}. */
    final void putUnder(DeliveryTime other) throws IOException {
        PeerSocket open = peer;
        if (open != null) {
            time = other;
            other.opened(open);
        }
    }

    /** Whether the connection is open on this side, and nothing unasked has arrived from the server. */
    final boolean isQuiet() {
        PeerSocket open = peer;
        try {
            return open != null && !open.isClosed() && open.getInputStream().available() == 0;
        } catch (IOException e) {
            MailLog.LOG.log(Level.DEBUG, "{0}: {1}", host(), e.getMessage());
            return false;
        }
    }

    /** Whether the connection, made or tried, goes to one of {@code addresses}. */
    final boolean goesToOneOf(List<InetAddress> addresses) {
        InetAddress current = address;
        return current != null && addresses.contains(current);
    }

    /** The verb of the last command. */
    final String verb() {
        return verb;
    }

    /** The time of the current message or connection. */
    final @Nullable DeliveryTime time() {
        return time;
    }

    final ProtocolProperties properties() {
        return new ProtocolProperties(ScopedSession.propertiesOf(session), prefix);
    }

    /** Overrides the application's properties only where the plan requires it. */
    private void setStartTls(ConnectionTls planned) {
        if (planned.isRequired()) {
            setStartTLS(true);
            setRequireStartTLS(true);
        } else if (planned.isOurs()) {
            setStartTLS(true);
        } else if (planned.isInTheClear()) {
            setStartTLS(false);
            setRequireStartTLS(false);
        }
    }

    /** Starts TLS from the first byte. Angus's own way to do that can bypass a socket factory. */
    private Socket underTls(Socket plain, ConnectionTls planned) throws MessagingException {
        String host = planned.host().host();
        try {
            Socket secured = SocketFetcher.startTLS(
                    plain, host, session.getProperties(), properties().prefixWithoutDot());
            stage = TlsSessions.Stage.ESTABLISHED;
            return secured;
        } catch (IOException e) {
            stage = TlsSessions.Stage.BROKEN;
            throw planned.isOurs()
                    ? planned.failed(e)
                    : new MessagingException("Could not connect to SMTP host: " + planned.host(), e);
        }
    }

    /** Hands Angus a connected socket. Angus's method for that then tries to connect, which {@link #connect} prevents. */
    private void handOver(Socket connected) throws MessagingException {
        handingOver = true;
        try {
            super.connect(connected);
        } finally {
            handingOver = false;
        }
    }

    private void check(ConnectionTls planned, Socket connected) throws MessagingException {
        if (!planned.holds(isSSL())) {
            throw planned.unproven();
        }
        Level level = planned.level();
        if (MailLog.LOG.isLoggable(level)) {
            MailLog.LOG.log(
                    level,
                    "{0} at {1}: {2}",
                    planned.host(),
                    connected.getRemoteSocketAddress(),
                    planned.verdict(isSSL()));
        }
    }

    /** The server's replies for the last message. */
    final MessageReplies replies() {
        return replies;
    }

    /** Whether the time limit of the last message has passed. */
    final boolean isOutOfTime() {
        DeliveryTime last = time;
        return last != null && last.isOver();
    }

    /** The server of the connection, and what protects it. */
    final Optional<RecipientOutcome.Attempt> attempt() {
        return Optional.ofNullable(made)
                .or(() -> Optional.ofNullable(tls)
                        .map(current -> current.attempt(Optional.ofNullable(address), isSSL())));
    }

    /** Adds to a refusal what is known about this connection. */
    private void complete(DaneRefusedException refused) {
        String said = null;
        if (refused.reason() == Reason.STARTTLS_REFUSED) {
            said = replyToStartTls;
        } else if (refused.reason() == Reason.STARTTLS_NOT_OFFERED
                || refused.reason() == Reason.REQUIRETLS_NOT_OFFERED) {
            said = replyToEhlo;
        }
        refused.met(
                Optional.ofNullable(address), attempt(), ServerReply.of(said).map(ServerReply::shown));
    }

    /** The last connection, as far as it got. */
    private TlsSessions.Connection connection() {
        return new TlsSessions.Connection(
                Optional.ofNullable(localAddress),
                Optional.ofNullable(address),
                stage,
                attempt().flatMap(RecipientOutcome.Attempt::tlsVersion));
    }

    /** Host and port of the current or last connection, for messages. */
    final String host() {
        ConnectionTls current = tls;
        return current == null ? lastHost() : current.host().toString();
    }

    /** The same if there was no connection. */
    String lastHost() {
        return "no host";
    }

    /** Forgets the last connection: the next failure is not one of connecting. */
    final void forgetConnection() {
        tls = null;
        made = null;
        address = null;
        localAddress = null;
    }

    /** Closes the connection without a QUIT. */
    final void abort() {
        PeerSocket open = peer;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                MailLog.LOG.log(Level.DEBUG, "cannot close the connection after a failure", e);
            }
        }
    }

    @Override
    public synchronized void connect(@Nullable String host, @Nullable String user, @Nullable String password)
            throws MessagingException {
        if (!handingOver) {
            super.connect(host, user, password);
        }
    }

    /**
     * Always refused: TLSA records belong to a host name and a port, and a connected socket does not reliably have either.
     * This transport makes its own connections, if necessary through {@code mail.<protocol>.proxy.host} or {@code
     * mail.<protocol>.socks.host}.
     *
     * @throws MessagingException always; the socket is left as it is
     */
    @Override
    public synchronized void connect(Socket connected) throws MessagingException {
        throw new MessagingException("DANE needs the name of the host, which a connected socket does not have:"
                + " use connect(host, port, user, password)");
    }

    /**
     * Sends {@code message}. If that fails in the middle, the connection is closed: whatever came next on it would be taken
     * for part of the message.
     */
    @Override
    public synchronized void sendMessage(Message message, Address[] addresses) throws MessagingException {
        checkConnected();
        replies.reset();
        transmit(message, addresses);
    }

    final void transmit(Message message, Address[] addresses) throws MessagingException {
        Sending current = new Sending(message, addresses);
        sending = current;
        DeliveryTime allowed = begin();
        time = allowed;
        try {
            enter(allowed);
            super.sendMessage(message, addresses);
        } catch (MessagingException e) {
            if (replies.mayBeAccepted()) {
                abort();
                throw uncertain(current, e);
            }
            if (!(e instanceof SendFailedException failed)) {
                abort();
                if (isExpired(allowed)) {
                    throw current.outcome(allowed.explanation(host()), e);
                }
                // The server may have closed the connection after that, without reading the recipients.
                Optional<ServerReply> refusal = replies.refusal();
                String refused = replies.toRecipients().isEmpty() ? "MAIL" : "DATA";
                throw refusal.isPresent() ? current.refused(refused, refusal.get(), e) : e;
            }
            throw current.isToldBy(failed) ? failed : current.outcome(String.valueOf(failed.getMessage()), failed);
        } catch (RuntimeException e) {
            abort();
            throw e;
        } catch (Error e) {
            abort();
            attach(current, e);
            throw e;
        } finally {
            end(allowed);
            sending = null;
        }
    }

    /** Only the recipients that the server accepted are uncertain; its replies about the others are final. */
    private UncertainDeliveryException uncertain(Sending broken, @Nullable MessagingException cause) {
        List<InternetAddress> told = HostOutcomes.single(broken.recipients());
        Address[] waiting = Recipients.refused(told, this, false).toArray(Address[]::new);
        return new UncertainDeliveryException(
                host(),
                waiting.length == 0
                        ? cause
                        : new SendFailedException(
                                host() + ": recipients refused for now: " + waiting.length,
                                cause,
                                new Address[0],
                                waiting,
                                new Address[0]),
                Recipients.accepted(told, this).toArray(Address[]::new),
                Recipients.refused(told, this, true).toArray(Address[]::new));
    }

    /** Adds the outcome of the message to {@code error}. */
    void attach(Sending broken, Error error) {
        error.addSuppressed(
                replies.mayBeAccepted() ? uncertain(broken, null) : broken.outcome("stopped by " + error, null));
    }

    /** Sends MAIL, unless an address of the message cannot be sent unchanged: then sends nothing. */
    @Override
    protected void mailFrom() throws MessagingException {
        Sending current = sending;
        pipeline.begin(List.of());
        if (current != null) {
            try {
                Envelope.check(
                        current.message(),
                        current.recipients(),
                        session,
                        properties().name("from"),
                        takesUtf8());
                checkRequireTls(current);
                if (supportsExtension(RecipientPipeline.EXTENSION)) {
                    pipeline.begin(RecipientPipeline.commands(
                            current.message(),
                            current.recipients(),
                            session,
                            properties().prefix()));
                }
            } catch (SendFailedException e) {
                notifyTransportListeners(
                        TransportEvent.MESSAGE_NOT_DELIVERED,
                        e.getValidSentAddresses(),
                        e.getValidUnsentAddresses(),
                        e.getInvalidAddresses(),
                        current.message());
                throw e;
            }
        }
        super.mailFrom();
    }

    private void checkRequireTls(Sending current) throws MessagingException {
        if (current.message() instanceof MimeMessage mime
                && MessageTls.of(mime, session, protocol) == MessageTls.REQUIRED) {
            Optional<MessagingException> objection = objectionToRequireTls();
            if (objection.isPresent()) {
                throw current.outcome(objection.get().getMessage(), objection.get());
            }
        }
    }

    /** Why a message with REQUIRETLS must not use this connection (RFC 8689 section 4.2.1); empty if it may. */
    final Optional<MessagingException> objectionToRequireTls() {
        Optional<MessagingException> objection = findObjectionToRequireTls();
        objection.flatMap(MailRefusal::in).ifPresent(this::complete);
        return objection;
    }

    private Optional<MessagingException> findObjectionToRequireTls() {
        ConnectionTls current = tls;
        if (current == null) {
            return Optional.of(new MessagingException("not connected"));
        }
        if (ehloFailed && !isSSL()) {
            return Optional.of(current.notGreeted(codeOfEhlo, replyToEhlo));
        }
        Optional<MessagingException> objection = current.objectionToRequireTls(isSSL());
        if (objection.isPresent() || requireTlsOffered) {
            return objection;
        }
        return Optional.of(
                ehloFailed
                        ? current.notGreeted(codeOfEhlo, replyToEhlo)
                        : current.requireTlsNotOffered(codeOfEhlo, replyToEhlo));
    }

    /**
     * The command, with REQUIRETLS only if the connection satisfies it. Otherwise a delivery report is sent without it (RFC
     * 8689 section 5).
     */
    private String withFitParameters(String mail) throws MessagingException {
        Optional<MessagingException> objection =
                MessageTls.isAskedByCommand(mail) ? objectionToRequireTls() : Optional.empty();
        if (objection.isEmpty()) {
            return mail;
        }
        if (!SmtpCommand.isWithoutSender(mail)) {
            throw objection.get();
        }
        return MessageTls.withoutParameter(mail);
    }

    /** Whether addresses may contain non-ASCII characters. */
    final boolean takesUtf8() {
        return utf8 && supportsExtension(Smtputf8.EXTENSION);
    }

    /** Notifies the listeners. The caller must learn the outcome of the message even if that fails. */
    @Override
    protected void notifyTransportListeners(
            int type,
            Address @Nullable [] sent,
            Address @Nullable [] unsent,
            Address @Nullable [] invalid,
            Message message) {
        Sending current = sending == null ? new Sending(message, null) : sending;
        current.told(sent, unsent, invalid);
        try {
            super.notifyTransportListeners(type, current.sent(), current.unsent(), current.invalid(), message);
        } catch (RuntimeException e) {
            MailLog.LOG.log(Level.WARNING, "cannot notify the transport listeners", e);
        }
    }

    /** Sends QUIT. The outcome of the messages is known by then; a failure here must not hide it. */
    @Override
    public synchronized void close() {
        try {
            super.close();
        } catch (MessagingException e) {
            MailLog.LOG.log(Level.DEBUG, "{0}: {1}", host(), e.getMessage());
        }
    }

    /** Sends EHLO. Fails if the server does not offer a required STARTTLS, or is under TLS but was not judged. */
    @Override
    protected boolean ehlo(@Nullable String domain) throws MessagingException {
        boolean extended = super.ehlo(domain);
        replyToEhlo = getLastServerResponse();
        codeOfEhlo = getLastReturnCode();
        // A server without extensions refuses EHLO permanently; a server under TLS has offered extensions before.
        ehloFailed = !extended && (isSSL() || !isPermanent(codeOfEhlo));
        requireTlsOffered = extended && isSSL() && supportsExtension(MessageTls.PARAMETER);
        if (!isSSL()) {
            stage = ehloFailed
                    ? TlsSessions.Stage.UNKNOWN
                    : extended && supportsExtension("STARTTLS")
                            ? TlsSessions.Stage.OFFERED
                            : TlsSessions.Stage.NOT_OFFERED;
        }
        ConnectionTls current = tls;
        if (current != null && !current.holds(isSSL())) {
            if (isSSL()) {
                throw current.unproven();
            }
            if (!extended || !supportsExtension("STARTTLS")) {
                throw ehloFailed
                        ? current.notGreeted(codeOfEhlo, replyToEhlo)
                        : current.notOffered(codeOfEhlo, replyToEhlo);
            }
        } else if (current != null && credentials && (supportsExtension("AUTH") || supportsExtension("AUTH=LOGIN"))) {
            // Checked here too: a failure at the AUTH command would be reported as a wrong password.
            current.permitCredentials();
        }
        return extended;
    }

    private static boolean isPermanent(int code) {
        return code >= PERMANENT && code < END_OF_PERMANENT;
    }

    /** Starts TLS and explains a failure. */
    @Override
    protected void startTLS() throws MessagingException {
        ConnectionTls current = tls;
        try {
            super.startTLS();
            stage = TlsSessions.Stage.ESTABLISHED;
        } catch (MessagingException e) {
            StartTlsFailure failure = StartTlsFailure.of(e, getLastReturnCode(), getLastServerResponse());
            stage = failure.stage();
            // If the connection has ended there is no reply: the last one may still be the one to EHLO.
            replyToStartTls = failure == StartTlsFailure.CONNECTION ? null : getLastServerResponse();
            throw current == null || !current.isOurs()
                    ? e
                    : current.failed(failure, e, getLastReturnCode(), replyToStartTls);
        }
    }

    /**
     * Sends {@code command}, unless it could be read as two commands, or reveals too much to a server that has not proven
     * itself.
     */
    @Override
    protected void sendCommand(String command) throws MessagingException {
        ConnectionTls current = tls;
        Timeouts limits = timeouts;
        if (current == null || limits == null) {
            throw new MessagingException("not connected");
        }
        String checked = SmtpCommand.checked(command);
        String next = SmtpCommand.verb(checked);
        current.permit(next, isSSL());
        if (!Smtputf8.isAscii(checked) && !takesUtf8()) {
            throw Smtputf8.refused(checked);
        }
        verb = next;
        if (verb.equals("MAIL")) {
            checked = withFitParameters(checked);
        }
        if (verb.equals(EndOfData.COMMAND)) {
            suspendTime();
        }
        replies.expect(verb);
        send(checked, limits);
    }

    private void send(String command, Timeouts limits) throws MessagingException {
        if (verb.equals("RCPT") && pipeline.isNextDue()) {
            sendTogether(pipeline.next());
        }
        if (verb.equals("RCPT") && pipeline.isUnanswered()) {
            pipeline.expect(command);
            expectReply(limits.replyMillis(verb));
            return;
        }
        List<String> commands = new ArrayList<>(List.of(command));
        if (verb.equals("MAIL")) {
            commands.addAll(pipeline.next());
        } else if (!verb.equals("QUIT")) {
            skipReplies(limits);
        }
        expectReply(limits.replyMillis(verb));
        sendTogether(commands);
    }

    /** Sends commands without waiting for replies in between, in one packet if possible. */
    private void sendTogether(List<String> commands) throws MessagingException {
        int last = commands.size() - 1;
        hold(last > 0);
        try {
            for (String each : commands.subList(0, last)) {
                super.sendCommand(each);
            }
        } finally {
            hold(false);
        }
        super.sendCommand(commands.get(last));
    }

    private void hold(boolean back) {
        PeerSocket open = peer;
        if (open != null) {
            open.hold(back);
        }
    }

    /** Skips the replies that are left when Angus gives up a message: the next one that it expects is the reply to RSET. */
    private void skipReplies(Timeouts limits) throws MessagingException {
        int left = pipeline.abandon();
        if (left > 0 && !verb.equals("RSET")) {
            throw new IllegalStateException(verb + " before the replies to " + left + " recipients");
        }
        boolean open = true;
        for (; left > 0 && open; left--) {
            expectReply(limits.replyMillis("RCPT"));
            open = super.readServerResponse() >= 0;
        }
    }

    private void suspendTime() throws MessagingException {
        DeliveryTime current = time;
        if (current != null) {
            try {
                current.suspend();
            } catch (IOException e) {
                throw new MessagingException("Can't send command to SMTP host", e);
            }
        }
    }

    @Override
    protected OutputStream data() throws MessagingException {
        MessageData begun = new MessageData(super.data());
        data = begun;
        return begun;
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        MessageData written = data;
        if (written != null) {
            data = null;
            written.flush();
        }
        super.finishData();
    }

    /** Sends a response to an AUTH challenge. */
    @Override
    protected int simpleCommand(byte[] line) throws MessagingException {
        SmtpCommand.check(line);
        return super.simpleCommand(line);
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        return replies.heard(verb, readResponse(), getLastServerResponse());
    }

    private int readResponse() throws MessagingException {
        try {
            return super.readServerResponse();
        } finally {
            DeliveryTime current = time;
            if (current != null) {
                current.resume();
            }
        }
    }

    /**
     * Hides CHUNKING: Angus doubles a leading dot in chunks too, where no server removes it again. Messages are always sent
     * with DATA.
     */
    @Override
    public boolean supportsExtension(String extension) {
        return !extension.equalsIgnoreCase("CHUNKING") && super.supportsExtension(extension);
    }

    private void expectReply(int millis) throws MessagingException {
        PeerSocket open = peer;
        if (open != null) {
            try {
                open.expectReply(millis);
            } catch (IOException e) {
                throw new MessagingException("Can't send command to SMTP host", e);
            }
        }
    }
}
