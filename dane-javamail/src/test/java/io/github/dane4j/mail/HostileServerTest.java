package io.github.dane4j.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dane4j.testkit.SmtpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class HostileServerTest extends MailTest {
    /** Says something, again and again until the client has enough. */
    private static Thread babbling(ServerSocket listening, String text) {
        Thread thread = new Thread(
                () -> {
                    try (Socket connection = listening.accept();
                            OutputStream out = connection.getOutputStream()) {
                        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
                        while (true) {
                            out.write(octets);
                        }
                    } catch (IOException e) {
                        // The client hung up, as it should.
                    }
                },
                "babbling-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private PeerSocket connected(ServerSocket listening) throws IOException {
        PeerSocket peer = PeerSocket.to(
                InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1}), listening.getLocalPort(), Optional.empty());
        peer.connect(listening.getLocalSocketAddress());
        return peer;
    }

    @Test
    void replyWithoutEndIsCutOff() throws Exception {
        try (ServerSocket listening = listening()) {
            Thread server = babbling(listening, "220-and another thing\r\n");
            SmtpServer other = network.start(mx());
            Properties properties = dropIn(hostWith(other, CERTIFICATE), other);
            properties.setProperty("mail.smtp.host", "127.0.0.1");
            properties.setProperty("mail.smtp.port", String.valueOf(listening.getLocalPort()));

            assertThat(failure(properties)).hasRootCauseMessage("the server's reply is longer than 1048576 bytes");
            server.join();
        }
    }

    @Test
    void lineWithoutEndIsCutOff() throws Exception {
        try (ServerSocket listening = listening()) {
            Thread server = babbling(listening, "2");
            try (PeerSocket peer = connected(listening);
                    InputStream in = peer.getInputStream()) {
                peer.expectReply(0);

                assertThatThrownBy(in::readAllBytes).hasMessage("the server's reply is longer than 1048576 bytes");
                peer.expectReply(0);
                assertThat(in.read()).isEqualTo('2');
            }
            server.join();
        }
    }

    @Test
    void replyThatDripsIsGivenUpThoughNoOctetIsLate() throws Exception {
        try (ServerSocket listening = listening()) {
            Thread server = babbling(listening, "2");
            try (PeerSocket peer = connected(listening);
                    InputStream in = peer.getInputStream()) {
                peer.expectReply(1);
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < 2_000_000) {
                    Thread.onSpinWait();
                }

                assertThatThrownBy(in::read)
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage("the server's reply took more than 1 ms");
            }
            server.join();
        }
    }

    @Test
    void commandsDoNotWaitForTheReplyToThePacketBefore() throws Exception {
        try (ServerSocket listening = listening();
                PeerSocket peer = connected(listening)) {
            assertThat(peer.getTcpNoDelay()).isTrue();
        }
    }

    @Test
    void textOfTheServerCannotForgeLinesOfALog() {
        try (ScriptedServer server = new ScriptedServer(loopback(1), 0)
                .reply("MAIL", "550-no\r\n550 \u001b[2Jno")
                .start()) {
            SmtpServer other = network.start(mx().address(loopback(2)).port(server.port()));
            Properties properties = byMx(exampleOrg("@ MX 10 mx", "mx A 127.0.0.1"), other);

            assertThat(failure(properties).getMessage())
                    .isEqualTo("sent to 0 of 1 recipients; 550-no\\u000a550 \\u001b[2Jno");
        }
    }
}
