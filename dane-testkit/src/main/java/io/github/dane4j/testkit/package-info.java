/**
 * Test equipment for DANE: certificates, a signed DNS, and servers, all in the JVM of the test.
 *
 * <p>DANE joins three things. DNS says which key a server may use (a TLSA record, RFC 6698). DNSSEC says whether that is
 * true. The TLS handshake shows which key the server has. A test of DANE needs all three, needs them to agree, and above
 * all needs to make each of them fail while the others hold:
 *
 * <ul>
 *   <li>{@link io.github.dane4j.testkit.TestCertificate} makes certificates, good and bad, and the TLSA records for them.
 *   <li>{@link io.github.dane4j.testkit.DnsTree} is a DNS from the root down, signed, with its own trust anchor. A
 *       {@link io.github.dane4j.testkit.ZoneBuilder} says what is in a zone and whether its signatures hold; a
 *       {@link io.github.dane4j.testkit.Fault} breaks the answer to one question.
 *   <li>{@link io.github.dane4j.testkit.SmtpServer} and {@link io.github.dane4j.testkit.TlsServer} present what they are
 *       told to, remember what they were asked, and let clients resume sessions, for that is how a client can miss that
 *       a TLSA record has changed.
 *   <li>{@link io.github.dane4j.testkit.UnrulyTlsServer} presents raw public keys, unreadable certificates and DNSSEC chains,
 *       and breaks the TLS protocol; it needs Bouncy Castle's TLS.
 *   <li>{@link io.github.dane4j.testkit.SettableClock} is for what expires.
 *   <li>{@link io.github.dane4j.testkit.TestNetwork} closes them all after each test.
 * </ul>
 *
 * <p>A domain whose mail server is found, proven and reached:
 *
 * <pre>{@code
 * @RegisterExtension
 * final TestNetwork network = new TestNetwork();
 *
 * @Test
 * void mailServerHoldsTheKeyThatDnsNames() {
 *     TestCertificate certificate = TestCertificate.builder().dnsNames("mx.example.org").build();
 *     SmtpServer mx = network.start(SmtpServer.builder("mx.example.org").certificate(certificate));
 *     DnsTree dns = network.start(DnsTree.builder()
 *             .zone("example.org", zone -> zone
 *                     .record("@ MX 10 mx")
 *                     .record("mx A 127.0.0.1")
 *                     .record("_" + mx.port() + "._tcp.mx TLSA " + certificate.tlsa(3, 1, 1))));
 *
 *     // Point the code under test to dns.address(), have it trust dns.trustAnchors(), and deliver.
 *     assertThat(mx.received()).hasSize(1);
 *
 *     // The key is lost and replaced, and no one told DNS.
 *     mx.certificate(TestCertificate.builder().dnsNames("mx.example.org").build());
 *     // Deliver again: nothing may arrive.
 *     assertThat(mx.received()).hasSize(1);
 *
 *     // An attacker keeps the TLSA record from the sender.
 *     dns.fault("_" + mx.port() + "._tcp.mx.example.org", "TLSA", Fault.SERVFAIL);
 *     // Deliver again: a record that cannot be had is not a record that is not there (RFC 7672 section 2.1.2).
 *     assertThat(mx.received()).hasSize(1);
 * }
 * }</pre>
 *
 * <p>Everything listens on loopback and at ports that are free, so tests can run side by side. Nothing here uses the rest
 * of dane4j: an error there cannot hide behind the same error here.
 */
@NullMarked
package io.github.dane4j.testkit;

import org.jspecify.annotations.NullMarked;
