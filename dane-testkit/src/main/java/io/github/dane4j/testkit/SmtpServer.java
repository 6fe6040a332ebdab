package io.github.dane4j.testkit;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A mail server on loopback that takes mail over STARTTLS, or does one of the things that servers do to senders.
 *
 * <pre>{@code
 * try (SmtpServer mx = SmtpServer.builder("mx.example.org").certificate(certificate).start()) {
 *     … deliver to mx.address() and mx.port() …
 *     assertThat(mx.received().get(0).encrypted()).isTrue();
 * }
 * }</pre>
 *
 * <p>It knows EHLO, HELO, STARTTLS, AUTH, MAIL, RCPT, DATA, BDAT, RSET, NOOP and QUIT (RFC 5321, RFC 3207, RFC 3030), and lets
 * clients resume TLS sessions. Safe for use by several threads; daemon threads serve it and end with {@link #close()}.
 */
public final class SmtpServer implements AutoCloseable {

    private final String hostName;
    private final String greeting;
    private final String replyToData;
    private final Duration greetAfter;
    private final Map<String, String> recipientReplies;
    private final Optional<Ending> ending;
    private final List<String> offers;
    private final List<String> offersUnderTls;
    private final Set<SmtpTrait> traits;
    private final @Nullable Consumer<ReceivedMail> onMail;
    private final TlsTermination termination;
    private final AcceptLoop loop;
    private final List<ReceivedMail> received = new CopyOnWriteArrayList<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<Credentials> credentials = new CopyOnWriteArrayList<>();

    /**
     * A user name and password that a client gave away with AUTH.
     *
     * @param user the name
     * @param password the password
     * @param encrypted whether they came over TLS
     */
    public record Credentials(String user, String password, boolean encrypted) {}

    /**
     * How connections end before their clients want it.
     *
     * @param messages taken before on the same connection
     * @param command the verb of the command that is answered so, a dot for the end of the data, or empty for at once
     * @param farewell the answer; closed without one if empty
     */
    record Ending(int messages, String command, String farewell) {}

    private SmtpServer(Builder builder) {
        this.hostName = builder.hostName;
        this.greeting = builder.greeting;
        this.replyToData = builder.replyToData;
        this.greetAfter = builder.greetAfter;
        this.recipientReplies = Map.copyOf(builder.recipientReplies);
        this.ending = Optional.ofNullable(builder.ending);
        this.offers = List.copyOf(builder.offers);
        this.offersUnderTls = List.copyOf(builder.offersUnderTls);
        this.traits = Set.copyOf(builder.traits);
        this.onMail = builder.onMail;
        this.termination = new TlsTermination(
                builder.context(),
                builder.tlsProtocols,
                !builder.traits.contains(SmtpTrait.REFUSES_SERVER_NAMES),
                builder.onMail == null);
        this.loop = AcceptLoop.open(
                Objects.requireNonNullElseGet(builder.address, InetAddress::getLoopbackAddress),
                builder.port,
                "smtp-server",
                connection -> new SmtpConversation(this, connection).hold());
    }

    /**
     * Starts a well-behaved server.
     *
     * @param hostName the name it greets with
     * @return a builder to change that with
     */
    public static Builder builder(String hostName) {
        return new Builder(hostName);
    }

    /**
     * The port it listens at.
     *
     * @return 1 to 65535
     */
    public int port() {
        return loop.address().getPort();
    }

    /**
     * The address it listens at.
     *
     * @return an address of this machine
     */
    public InetAddress address() {
        return loop.address().getAddress();
    }

    /**
     * The messages it took, in order. A message is here before its client has the reply to it.
     *
     * @return a copy
     */
    public List<ReceivedMail> received() {
        return List.copyOf(received);
    }

    /**
     * The command lines of all clients as they came, without message contents and without the answers to AUTH
     * challenges.
     *
     * @return a copy
     */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    /**
     * What clients gave away with AUTH; see {@link Builder#offerAuth()}.
     *
     * @return a copy
     */
    public List<Credentials> credentials() {
        return List.copyOf(credentials);
    }

    /**
     * The names clients asked for with SNI, also in handshakes that failed later.
     *
     * @return a copy
     */
    public List<String> serverNames() {
        return termination.serverNames();
    }

    /**
     * The handshakes completed, in order.
     *
     * @return a copy
     */
    public List<Handshake> handshakes() {
        return termination.handshakes();
    }

    /**
     * How many handshakes were begun and not completed, for example because the client refused the certificate.
     *
     * @return 0 or more
     */
    public int failedHandshakes() {
        return termination.failedHandshakes();
    }

    /**
     * How many connections were accepted since the start.
     *
     * @return 0 or more
     */
    public int connections() {
        return loop.accepted();
    }

    /**
     * Waits until that many connections were accepted since the start.
     *
     * @param count how many
     * @param atMost how long
     * @throws AssertionError if there are fewer by then
     */
    public void awaitConnections(int count, Duration atMost) {
        loop.awaitAccepted(count, atMost);
    }

    /**
     * Waits until that many connections have ended since the start, so that nothing more will be heard of them.
     *
     * @param count how many
     * @param atMost how long
     * @throws AssertionError if there are fewer by then
     */
    public void awaitClosed(int count, Duration atMost) {
        loop.awaitEnded(count, atMost);
    }

    /**
     * Presents another certificate from the next handshake on. Sessions made before cannot be resumed after, as when a
     * real server is restarted.
     *
     * @param certificate sent with its chain but without the root
     */
    public void certificate(TestCertificate certificate) {
        termination.present(certificate.serverContext());
    }

    /** Breaks off all conversations and frees the port. */
    @Override
    public void close() {
        loop.close();
    }

    boolean has(SmtpTrait trait) {
        return traits.contains(trait);
    }

    String hostName() {
        return hostName;
    }

    String greeting() {
        return greeting;
    }

    /** More lines for the reply to EHLO. */
    List<String> offers(boolean underTls) {
        return underTls ? offersUnderTls : offers;
    }

    /** How to end a connection that has had so many messages, instead of obeying {@code command}. */
    Optional<String> farewell(int messages, String command) {
        return ending.filter(end -> end.messages() <= messages && end.command().equals(command))
                .map(Ending::farewell);
    }

    void waitBeforeGreeting() throws IOException {
        try {
            Thread.sleep(greetAfter.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("closed before the greeting");
        }
    }

    String replyToData() {
        return replyToData;
    }

    TlsTermination termination() {
        return termination;
    }

    String replyToRecipient(String recipient) {
        return recipientReplies.getOrDefault(recipient.toLowerCase(Locale.ROOT), "250 OK");
    }

    void heard(String command) {
        if (onMail == null) {
            commands.add(command);
        }
    }

    void heard(Credentials given) {
        if (onMail == null) {
            credentials.add(given);
        }
    }

    void take(ReceivedMail mail) {
        if (onMail == null) {
            received.add(mail);
        } else {
            onMail.accept(mail);
        }
    }

    /**
     * Says how a server behaves. Not safe for use by several threads.
     */
    public static final class Builder {

        private final String hostName;
        private final Set<SmtpTrait> traits = EnumSet.noneOf(SmtpTrait.class);
        private final Map<String, String> recipientReplies = new HashMap<>();
        private String greeting;
        private String replyToData = "250 OK";
        private Duration greetAfter = Duration.ZERO;
        private @Nullable InetAddress address;
        private int port;
        private List<String> tlsProtocols = List.of();
        private @Nullable SSLContext tls;
        private @Nullable Consumer<ReceivedMail> onMail;
        private @Nullable Ending ending;
        private final List<String> offers = new ArrayList<>();
        private final List<String> offersUnderTls = new ArrayList<>();

        private Builder(String hostName) {
            this.hostName = hostName;
            this.greeting = "220 " + hostName + " ESMTP";
        }

        private SSLContext context() {
            SSLContext chosen = tls;
            return chosen != null
                    ? chosen
                    : TestCertificate.builder().dnsNames(hostName).build().serverContext();
        }

        /**
         * Sets the certificate; by default a self-signed one for the host name.
         *
         * @param certificate sent with its chain but without the root
         * @return this builder
         */
        public Builder certificate(TestCertificate certificate) {
            return tls(certificate.serverContext());
        }

        /**
         * Sets a certificate and exactly what to send along with it.
         *
         * @param certificate the certificate whose key signs
         * @param chainToSend what goes into the Certificate message
         * @return this builder
         */
        public Builder chain(TestCertificate certificate, List<X509Certificate> chainToSend) {
            return tls(certificate.serverContext(chainToSend));
        }

        /**
         * Sets the TLS context as a whole.
         *
         * @param context with its own key manager
         * @return this builder
         */
        public Builder tls(SSLContext context) {
            this.tls = context;
            return this;
        }

        /**
         * Enables only these versions of TLS.
         *
         * @param protocols in JSSE's words, for example {@code TLSv1.2}
         * @return this builder
         */
        public Builder tlsProtocols(String... protocols) {
            this.tlsProtocols = List.of(protocols);
            return this;
        }

        /**
         * Sets the address to listen at. Several servers can have one port at 127.0.0.1, 127.0.0.2 and so on.
         *
         * @param local an address of this machine; loopback by default
         * @return this builder
         */
        public Builder address(InetAddress local) {
            this.address = local;
            return this;
        }

        /**
         * Sets the port to listen at.
         *
         * @param number 1 to 65535, or 0, the default, for any that is free
         * @return this builder
         */
        public Builder port(int number) {
            this.port = number;
            return this;
        }

        /**
         * Starts TLS at once, before the greeting (RFC 8314 section 3).
         *
         * @return this builder
         */
        public Builder implicitTls() {
            traits.add(SmtpTrait.IMPLICIT_TLS);
            return this;
        }

        /**
         * Neither advertises STARTTLS nor obeys it: 502.
         *
         * @return this builder
         */
        public Builder withoutStartTls() {
            traits.add(SmtpTrait.NO_START_TLS);
            return this;
        }

        /**
         * Advertises STARTTLS and answers it with 454.
         *
         * @return this builder
         */
        public Builder refuseStartTls() {
            traits.add(SmtpTrait.REFUSES_START_TLS);
            return this;
        }

        /**
         * Agrees to STARTTLS, then sends a line of text where the handshake should be, and closes.
         *
         * @return this builder
         */
        public Builder breakHandshake() {
            traits.add(SmtpTrait.BREAKS_HANDSHAKE);
            return this;
        }

        /**
         * Sets the reply to one recipient.
         *
         * @param recipient the address in RCPT TO, in any case
         * @param reply a whole line, for example {@code 550 no such user}
         * @return this builder
         */
        public Builder replyToRecipient(String recipient, String reply) {
            recipientReplies.put(recipient.toLowerCase(Locale.ROOT), reply);
            return this;
        }

        /**
         * Sets the reply to a message after its last line. A message is taken only if that starts with 2.
         *
         * @param reply a whole line, for example {@code 452 disk full}
         * @return this builder
         */
        public Builder replyToData(String reply) {
            this.replyToData = reply;
            return this;
        }

        /**
         * Hands each message on, before its client has the reply, and remembers nothing of what clients send and say: for a
         * server that runs for long. {@link SmtpServer#received()}, {@link SmtpServer#commands()},
         * {@link SmtpServer#credentials()}, {@link SmtpServer#serverNames()} and {@link SmtpServer#handshakes()} stay empty.
         *
         * @param receiver called by several threads
         * @return this builder
         */
        public Builder onMail(Consumer<ReceivedMail> receiver) {
            this.onMail = receiver;
            return this;
        }

        /**
         * Sets the first line the server says.
         *
         * @param reply a whole line, for example {@code 554 no service}
         * @return this builder
         */
        public Builder greeting(String reply) {
            this.greeting = reply;
            return this;
        }

        /**
         * Answers EHLO with 502, so that clients have to say HELO.
         *
         * @return this builder
         */
        public Builder refuseEhlo() {
            traits.add(SmtpTrait.REFUSES_EHLO);
            return this;
        }

        /**
         * Lets clients wait for the greeting, as servers do that hope to tire spammers.
         *
         * @param delay how long
         * @return this builder
         */
        public Builder greetAfter(Duration delay) {
            this.greetAfter = delay;
            return this;
        }

        /**
         * Advertises AUTH PLAIN and LOGIN at all times, and accepts whatever password is given.
         *
         * @return this builder
         */
        public Builder offerAuth() {
            traits.add(SmtpTrait.OFFERS_AUTH);
            return this;
        }

        /**
         * Advertises CHUNKING, and takes messages in chunks too (BDAT, RFC 3030).
         *
         * @return this builder
         */
        public Builder offerChunking() {
            traits.add(SmtpTrait.OFFERS_CHUNKING);
            return this;
        }

        /**
         * Advertises an extension in the reply to EHLO, and takes whatever parameters it brings.
         *
         * @param line the keyword and its parameters, for example {@code DSN}
         * @param inTheClear whether to before TLS, or without it
         * @param underTls whether to under TLS
         * @return this builder
         */
        public Builder offer(String line, boolean inTheClear, boolean underTls) {
            if (inTheClear) {
                offers.add(line);
            }
            if (underTls) {
                offersUnderTls.add(line);
            }
            return this;
        }

        /**
         * Breaks off each handshake in which the client asks for a server name, with the alert {@code unrecognized_name}, as a
         * server does that knows itself by another name only. Handshakes without a name succeed.
         *
         * @return this builder
         */
        public Builder refuseServerNames() {
            traits.add(SmtpTrait.REFUSES_SERVER_NAMES);
            return this;
        }

        /**
         * Closes the connection right after the greeting.
         *
         * @return this builder
         */
        public Builder closeAfterGreeting() {
            traits.add(SmtpTrait.CLOSES_AFTER_GREETING);
            return this;
        }

        /**
         * Ends each connection that has had some messages, as servers do whose clients ask for too much or too seldom.
         *
         * @param messages how many, 0 or more
         * @param command the verb of the next command that is answered with {@code farewell}, before the connection is
         *     closed; a dot for the end of a message, which the server takes all the same; empty to end the connection
         *     at once, unasked
         * @param farewell a whole line, for example {@code 421 too many messages}; empty to close without a word
         * @return this builder
         */
        public Builder endAfter(int messages, String command, String farewell) {
            this.ending = new Ending(messages, command, farewell);
            return this;
        }

        /**
         * Accepts connections and never says a word.
         *
         * @return this builder
         */
        public Builder silent() {
            traits.add(SmtpTrait.SILENT);
            return this;
        }

        /**
         * Starts to listen.
         *
         * @return a running server, to be closed
         * @throws java.io.UncheckedIOException if the port cannot be had
         */
        public SmtpServer start() {
            return new SmtpServer(this);
        }
    }
}
