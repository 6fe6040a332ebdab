/**
 * Jakarta Mail transports and stores with DANE (RFC 7672), switched on by properties.
 *
 * <p>Without DANE, mail over STARTTLS is protected from eavesdroppers only: an active attacker removes the offer of
 * STARTTLS, or answers with a certificate of their own, and the mail goes to them. With DANE the domain says in its signed
 * DNS that its servers speak TLS and which keys they have. The transports here look that up before each connection, and
 * refuse servers that do not match; a refused mail waits, and is neither lost nor sent in the clear.
 *
 * <h2>Switching it on</h2>
 *
 * <table>
 * <caption>Transports</caption>
 * <tr><th>for</th><th>property</th><th>transport</th></tr>
 * <tr><td>one host (smarthost), drop-in</td><td>{@code mail.smtp.class=io.github.dane4j.mail.SMTPTransport}</td>
 *     <td>{@link io.github.dane4j.mail.SMTPTransport}</td></tr>
 * <tr><td>one host with implicit TLS, drop-in</td><td>{@code mail.smtps.class=io.github.dane4j.mail.SMTPSSLTransport}</td>
 *     <td>{@link io.github.dane4j.mail.SMTPSSLTransport}</td></tr>
 * <tr><td>one host, protocol of its own</td><td>{@code mail.transport.protocol.rfc822=smtp-dane} or {@code smtps-dane}</td>
 *     <td>the same</td></tr>
 * <tr><td>the mail servers of the recipients' domains</td><td>{@code mail.transport.protocol.rfc822=smtp-mx}</td>
 *     <td>{@link io.github.dane4j.mail.MxTransport}</td></tr>
 * <tr><td>reading mail by IMAP</td><td>{@code mail.store.protocol=imaps-dane} or {@code imap-dane}, or
 *     {@code mail.imaps.class=io.github.dane4j.mail.DaneImapStore}</td>
 *     <td>{@link io.github.dane4j.mail.DaneImapStore}</td></tr>
 * <tr><td>reading mail by POP3</td><td>{@code mail.store.protocol=pop3s-dane} or {@code pop3-dane}, or
 *     {@code mail.pop3s.class=io.github.dane4j.mail.DanePop3Store}</td>
 *     <td>{@link io.github.dane4j.mail.DanePop3Store}</td></tr>
 * </table>
 *
 * <p>Static {@code Transport.send} reads {@code mail.transport.protocol.rfc822}; {@code session.getTransport()} reads
 * {@code mail.transport.protocol}; code that names a protocol itself reads neither. A mistyped class name is ignored by Jakarta Mail,
 * and mail goes out through plain Angus. Call {@link io.github.dane4j.mail.DaneMail#check(jakarta.mail.Session)
 * DaneMail.check} at start-up: it says which transport is used and whether DANE applies there, and fails if it is not ours.
 *
 * <p>Give hosts by name. An IP address has no TLSA records, so in mode {@code opportunistic} there is no DANE, and a warning
 * is logged once for each host. Apache James looks MX records up by itself and connects by address, unless STARTTLS or TLS
 * and {@code verifyServerIdentity} are on in its {@code RemoteDelivery}: with {@code startTLS} and {@code
 * verifyServerIdentity} set to {@code true} it connects by the name of the MX host.
 *
 * <h2>Properties</h2>
 *
 * <p>With the prefix of the protocol: {@code mail.smtp.}, {@code mail.smtp-mx.}, {@code mail.imaps-dane.} and so on.
 *
 * <table>
 * <caption>Properties</caption>
 * <tr><th>property</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code dane}</td><td>{@code opportunistic}: DANE where the destination has it. {@code mandatory}: DANE, or the mail
 *     waits. {@code audit-only}: nothing is refused, and the log warns of what DANE would have refused (RFC 7672 section 9.1).
 *     {@code none}: TLSA records are not looked up. Anything else is an error, and so is an empty value</td>
 *     <td>{@code opportunistic}</td></tr>
 * <tr><td>{@code dane.nameservers}</td><td>recursive name servers to ask, {@code host} or {@code host:port}, separated by
 *     commas. They need not be trusted: answers are validated here</td><td>those of the system</td></tr>
 * <tr><td>{@code dane.trustanchors}</td><td>a file of trust anchors to validate from, as {@link io.github.dane4j.dns.TrustAnchors#fromFile} reads it; a changed file is read
 *     again</td><td>the root keys of IANA</td></tr>
 * <tr><td>{@code dane.negativetrustanchors}</td><td>domains to treat as unsigned while their DNSSEC is broken (RFC 7646),
 *     separated by commas. DANE is off for them and everything below, which may be exactly what an attacker wants</td><td>none</td></tr>
 * <tr><td>{@code dane.timeout}</td><td>milliseconds for a whole lookup (the MX records of a domain, or addresses and TLSA
 *     records of a host), 1 to 600000</td><td>20000</td></tr>
 * <tr><td>{@code dane.resolver}</td><td>a {@link io.github.dane4j.dns.DnssecResolver}, with {@code Properties.put}; the four
 *     properties above are then ignored, and its own timeouts apply</td><td>a shared one</td></tr>
 * <tr><td>{@code dane.keymanagers}</td><td>a {@code KeyManager[]} with client certificates, with {@code Properties.put}; an
 *     {@code ssl.socketFactory} of the application is not used under DANE</td><td>none</td></tr>
 * <tr><td>{@code dane.tls}</td><td>a {@link io.github.dane4j.jsse.JudgedConnectionFactory}, with {@code Properties.put}: the TLS
 *     of connections that DANE authenticates, such as that of the module {@code dane-bctls}. Without client certificates: it is an
 *     error together with {@code dane.keymanagers}</td><td>the JDK's</td></tr>
 * <tr><td>{@code dane.keystrength}</td><td>{@code jvm}: any key that TLS in this JVM accepts authenticates a server, see
 *     {@link io.github.dane4j.verify.KeyStrength#ofJvm}; {@code recommended}: only keys of at least {@link
 *     io.github.dane4j.verify.KeyStrength#RECOMMENDED}</td><td>{@code jvm}</td></tr>
 * <tr><td>{@code dane.insecuremx}</td><td>{@code smtp-mx} only: what the TLSA records of a host are used for if the MX
 *     records that name it are not signed: {@code dane}, {@code encrypt} or {@code may}, see
 *     {@link io.github.dane4j.policy.InsecureMx}</td><td>{@code dane}</td></tr>
 * <tr><td>{@code dane.tlsrequiredno}</td><td>{@code smtp-mx} only: where the header field {@code TLS-Required: No} of a message
 *     lifts DANE and MTA-STS: {@code never}; {@code opportunistic}: DANE in that mode, MTA-STS unless the mode is {@code
 *     mandatory} or the policy for the destination has an {@code mta-sts} of its own; {@code always}: there too</td>
 *     <td>{@code opportunistic}</td></tr>
 * <tr><td>{@code dane.mtasts}</td><td>{@code smtp-mx} only: {@code opportunistic}: the MTA-STS policy of a domain applies,
 *     if it has one; {@code none}: no policy is looked up. See {@link io.github.dane4j.policy.MtaStsMode}</td><td>{@code
 *     none}</td></tr>
 * <tr><td>{@code dane.mtastsfolder}</td><td>{@code smtp-mx} only: a folder to keep MTA-STS policies in; needs the module
 *     {@code dane-mta-sts}</td><td>none</td></tr>
 * <tr><td>{@code dane.mtastspolicies}</td><td>{@code smtp-mx} only: an {@link io.github.dane4j.policy.MtaStsPolicies}, with
 *     {@code Properties.put}, in place of a folder</td><td>none</td></tr>
 * <tr><td>{@code dane.policyfile}</td><td>not stores: a file with policies for single destinations, as
 *     {@link io.github.dane4j.policy.MailPolicyTable} describes it; a changed file is read again</td><td>none</td></tr>
 * <tr><td>{@code dane.policy.<destination>}</td><td>not stores: the same for one destination, in the syntax of such a
 *     file</td>
 *     <td>none</td></tr>
 * <tr><td>{@code dane.policy}</td><td>not stores: a {@link io.github.dane4j.policy.MailPolicies}, with
 *     {@code Properties.put}. Only one of these three can be used</td><td>none</td></tr>
 * <tr><td>{@code dane.tenant}</td><td>not stores: on whose behalf the Session sends, for policies that differ by tenant</td>
 *     <td>none</td></tr>
 * <tr><td>{@code dane.messagetimeout}</td><td>not stores: milliseconds for a whole message, 1 to 86400000. What is
 *     not delivered by then stays unsent; only the reply to the end of the data has a timeout of its own. For a fixed host, connecting may take the same time again</td>
 *     <td>1800000</td></tr>
 * <tr><td>{@code dane.domaintimeout}</td><td>{@code smtp-mx} only: the same for the recipients of one domain</td>
 *     <td>900000</td></tr>
 * <tr><td>{@code dane.paralleldomains}</td><td>{@code smtp-mx} only: how many domains of one message are delivered to at the
 *     same time, 1 to 100</td><td>8</td></tr>
 * <tr><td>{@code dane.pooledconnections}</td><td>{@code smtp-mx} only: how many connections a transport keeps open for its next
 *     messages, 0 to 10000; see {@link io.github.dane4j.mail.MxTransport}</td><td>100</td></tr>
 * <tr><td>{@code dane.idletimeout}</td><td>{@code smtp-mx} only: milliseconds that each of them may be idle, 1 to
 *     300000</td>
 *     <td>10000</td></tr>
 * <tr><td>{@code dane.messagesperconnection}</td><td>{@code smtp-mx} only: after how many messages a connection is closed, 1 to
 *     100000</td><td>100</td></tr>
 * <tr><td>{@code dane.allowloopback}</td><td>{@code smtp-mx} only: {@code true} lets the MX records of a recipient's domain, or
 *     an address literal, lead to a loopback address, for tests. Unspecified and multicast addresses are never connected to</td>
 *     <td>{@code false}</td></tr>
 * <tr><td>{@code dane.refuseprivate}</td><td>{@code smtp-mx} only: {@code true} refuses private, shared and link-local addresses
 *     in the same way; for a sender whose recipients must not reach the network around it</td><td>{@code false}</td></tr>
 * <tr><td>{@code dane.sessions}</td><td>not stores: a {@link io.github.dane4j.mail.TlsSessionListener}, with
 *     {@code Properties.put}, which receives the TLS outcome of each connection</td><td>none</td></tr>
 * <tr><td>{@code dane.outcomes}</td><td>not stores: an {@link io.github.dane4j.mail.OutcomeListener}, with
 *     {@code Properties.put}, which receives the outcome for each recipient</td><td>none</td></tr>
 * <tr><td>{@code connectiontimeout}</td><td>milliseconds for each address, of at most 5</td><td>30000</td></tr>
 * <tr><td>{@code timeout}</td><td>milliseconds for each reply</td><td>300000; 600000 for the reply to the end of the message
 *     (RFC 5321 section 4.5.3.2)</td></tr>
 * <tr><td>{@code writetimeout}</td><td>milliseconds for each write</td><td>180000</td></tr>
 * </table>
 *
 * <p>Angus waits forever where no timeout is set. Here the defaults apply instead; an explicit 0 means no limit.
 *
 * <p>It is an error if one of these properties is empty or has an unknown value, or if a name begins with {@code
 * mail.<protocol>.dane} but is not listed here or has no effect with the protocol. The error names the property and its
 * valid values; it is thrown by {@code DaneMail.check}, and by {@code connect} before anything is sent. The switches {@code
 * auth}, {@code ssl.enable}, {@code starttls.enable}, {@code starttls.required} and {@code ssl.checkserveridentity} must be
 * {@code true} or {@code false}: Angus treats any other value as unset.
 *
 * <p>Objects must be in the {@code Properties} of the Session itself; in its defaults they cannot be seen. A
 * {@code socketFactory} that is not for TLS is an error, because the connection goes to the validated addresses;
 * to reach them another way, use {@code proxy.*} or {@code socks.*}.
 *
 * <h2>TLS: DANE and your own settings</h2>
 *
 * <p>DANE never lowers what the application asks for. To a fixed host, in mode {@code opportunistic}:
 *
 * <table>
 * <caption>TLS to a fixed host</caption>
 * <tr><th>the host's TLSA records</th><th>TLS</th><th>the server is checked by</th><th>user name and password</th></tr>
 * <tr><td>secure and usable</td><td>required</td><td>the records; {@code starttls.*}, {@code ssl.trust},
 *     {@code ssl.socketFactory*}, {@code ssl.checkserveridentity} and {@code ssl.hostnameverifier*} do not count</td>
 *     <td>after the server matches</td></tr>
 * <tr><td>secure, none usable</td><td>required</td><td>the application's settings, if they ask for TLS at all</td>
 *     <td>only if the server also has a certificate for the host from a CA of this JVM</td></tr>
 * <tr><td>proven to be absent, or not signed</td><td>as the application's settings say</td><td>the application's
 *     settings</td><td>as without DANE</td></tr>
 * <tr><td>the lookup failed</td><td colspan="3">no connection</td></tr>
 * </table>
 *
 * <p>In the second row PKIX is checked once more because a socket factory does not show whom it trusts, unless it is Angus's
 * {@code MailSSLSocketFactory}: then its trust managers take the place of the JVM's. An application with a private CA of its
 * own sets such a factory with {@code setTrustManagers}, or makes that CA known to the JVM ({@code
 * javax.net.ssl.trustStore}), or has a usable record published, such as {@code 3 1 1}. With any other factory a server with
 * a certificate of that CA gets mail but no password. In one respect the application's settings are followed more strictly
 * than by Angus alone: an {@code ssl.socketFactory} that refuses a server is never replaced with the JVM's ({@code
 * socketFactory.fallback}).
 *
 * <p>MX hosts get no credentials. Their TLS is that of RFC 7672: by the records; unauthenticated if none is usable; and
 * opportunistic if there are none.
 *
 * <h2>Resolvers</h2>
 *
 * <p>Transports with equal settings share one resolver with its cache, made at the first lookup. Up to 16 are kept; beyond
 * that the least recently used one is closed when it has no lookup under way. Otherwise they live as long as the class
 * loader; their threads are daemons and end when idle. An application that wants to decide when a resolver is closed creates
 * its own, sets {@code dane.resolver}, and closes it after the last transport.
 *
 * <h2>What happens to a mail</h2>
 *
 * <p>A refusal by DANE is a {@code MessagingException} whose text begins with an enhanced status code (RFC 3463), and which
 * nests a {@link io.github.dane4j.mail.DaneRefusedException} with the {@link io.github.dane4j.Reason} and the whole
 * explanation. A server that has not proven itself gets only EHLO, HELO, STARTTLS, NOOP, RSET and QUIT, and never
 * credentials. DANE cannot cover an address literal or {@code localhost}: they are connected to in mode {@code
 * opportunistic}, and refused in mode {@code mandatory}.
 *
 * <p>A message that asks for REQUIRETLS (RFC 8689), by {@code SMTPMessage.setMailExtension} or the property {@code
 * mailextension}, goes to a server only if the domain provably names it, DANE or else PKIX authenticates it, and it offers
 * REQUIRETLS under TLS; the exception is a {@code DaneRefusedException} too, with 5.7.30 or 5.7.10. With {@code smtp-mx} in
 * mode {@code opportunistic}, a message with the header field {@code TLS-Required: No} is sent as in mode {@code audit-only}
 * and without MTA-STS; see the property {@code dane.tlsrequiredno}.
 *
 * <p>A server accepts a message with any reply to the end of the data that begins with 2 (RFC 5321 section 4.3.2). If there
 * was neither such a reply nor a refusal, the exception is an {@link io.github.dane4j.mail.UncertainDeliveryException}.
 *
 * <p>Addresses, parameters and the client's own name cannot begin another command: one that could is refused before anything
 * is sent, with 5.1.3 for a recipient, 5.1.7 for a sender and 5.5.2 for any other command. A domain in U-labels is sent in
 * A-labels if the local part is ASCII. Where the server offers PIPELINING (RFC 2920), recipients are sent without waiting
 * for the reply to each. Messages always go with DATA: {@code chunksize} has no effect, because Angus changes lines that
 * begin with a dot when it sends chunks.
 *
 * <p>The logger {@code io.github.dane4j.mail} gets a line for each decision: DEBUG for connections made, INFO for those
 * refused or failed, and for a server that was authenticated by a weak key.
 */
@NullMarked
package io.github.dane4j.mail;

import org.jspecify.annotations.NullMarked;
