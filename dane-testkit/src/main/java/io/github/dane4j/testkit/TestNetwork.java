package io.github.dane4j.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A JUnit 5 extension that closes after each test what the test has started.
 *
 * <pre>{@code
 * @RegisterExtension
 * final TestNetwork network = new TestNetwork();
 *
 * @Test
 * void deliversToTheServerThatDnsNames() {
 *     SmtpServer mx = network.start(SmtpServer.builder("mx.example.org").certificate(certificate));
 *     DnsTree dns = network.start(DnsTree.builder().zone("example.org", zone -> …));
 *     …
 * }
 * }</pre>
 *
 * <p>Needs {@code junit-jupiter-api} at run time, which nothing else in this module does. For use by one test at a time.
 */
public final class TestNetwork implements AfterEachCallback {

    private final Deque<Runnable> started = new ArrayDeque<>();

    /** Nothing is started yet. */
    public TestNetwork() {}

    /**
     * Starts a DNS tree.
     *
     * @param tree what to start
     * @return the tree, closed after the test
     */
    public DnsTree start(DnsTree.Builder tree) {
        DnsTree running = tree.start();
        closeLater(running::close);
        return running;
    }

    /**
     * Starts a mail server.
     *
     * @param server what to start
     * @return the server, closed after the test
     */
    public SmtpServer start(SmtpServer.Builder server) {
        SmtpServer running = server.start();
        closeLater(running::close);
        return running;
    }

    /**
     * Starts a TLS server.
     *
     * @param server what to start
     * @return the server, closed after the test
     */
    public TlsServer start(TlsServer.Builder server) {
        TlsServer running = server.start();
        closeLater(running::close);
        return running;
    }

    void closeLater(Runnable close) {
        started.push(close);
    }

    /** Closes everything. */
    @Override
    public void afterEach(ExtensionContext context) {
        closeAll();
    }

    /** The last started first, and all of them even if closing one fails. */
    void closeAll() {
        RuntimeException failure = null;
        for (Runnable last = started.poll(); last != null; last = started.poll()) {
            try {
                last.run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
