package io.github.dane4j.cli.probe;

import io.github.dane4j.cli.probe.Observation.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** LDAP and PostgreSQL: one request in binary, one answer. */
final class BinaryDialog implements StartTlsDialog {
    private static final byte[] START_TLS_OID = "1.3.6.1.4.1.1466.20037".getBytes(StandardCharsets.US_ASCII);
    private static final int SEQUENCE = 0x30;
    private static final int ENUMERATED = 0x0a;
    private static final int EXTENDED_RESPONSE = 0x78;
    private static final int PROTOCOL_ERROR = 2;
    private static final int UNAVAILABLE = 52;
    private static final int MAX_LENGTH = 4096;

    private final InputStream in;
    private final OutputStream out;
    private final boolean ldap;

    private BinaryDialog(Socket socket, boolean ldap) throws IOException {
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.ldap = ldap;
    }

    /** RFC 4511 section 4.14. */
    static BinaryDialog ldap(Socket socket) throws IOException {
        return new BinaryDialog(socket, true);
    }

    /** The message SSLRequest of PostgreSQL's protocol 3. */
    static BinaryDialog postgres(Socket socket) throws IOException {
        return new BinaryDialog(socket, false);
    }

    @Override
    public void startTls() throws IOException {
        if (ldap) {
            startLdap();
        } else {
            startPostgres();
        }
    }

    private void startLdap() throws IOException {
        int name = START_TLS_OID.length;
        // LDAPMessage { messageID 1, ExtendedRequest { requestName [0] } }
        byte[] head = {SEQUENCE, (byte) (name + 7), 2, 1, 1, 0x77, (byte) (name + 2), (byte) 0x80, (byte) name};
        out.write(head);
        out.write(START_TLS_OID);
        out.flush();
        int tag = next();
        if (tag != SEQUENCE) {
            throw new Refused(
                    Outcome.OTHER_PROTOCOL, "the byte " + HexFormat.of().toHexDigits((byte) tag));
        }
        byte[] message = in.readNBytes(length());
        int result = resultCode(message);
        if (result == PROTOCOL_ERROR || result == UNAVAILABLE) {
            throw new Refused(Outcome.NOT_OFFERED, "result code " + result);
        }
        if (result != 0) {
            throw new Refused(Outcome.REFUSED, "result code " + result);
        }
    }

    private int length() throws IOException {
        int first = next();
        int length = first;
        if (first >= 0x80) {
            length = 0;
            for (int i = first & 0x7f; i > 0; i--) {
                length = length << 8 | next();
                if (length > MAX_LENGTH) {
                    throw new Refused(Outcome.OTHER_PROTOCOL, "an answer of more than " + MAX_LENGTH + " bytes");
                }
            }
        }
        return length;
    }

    /** The result code of an ExtendedResponse; -1 if this is not one. */
    private static int resultCode(byte[] message) {
        // messageID (3 bytes for 1), then the response, whose length may take more than one byte, then resultCode.
        if (message.length < 8 || (message[3] & 0xff) != EXTENDED_RESPONSE) {
            return -1;
        }
        int at = (message[4] & 0xff) < 0x80 ? 5 : 5 + (message[4] & 0x7f);
        return at + 2 < message.length && message[at] == ENUMERATED && message[at + 1] == 1 ? message[at + 2] : -1;
    }

    private void startPostgres() throws IOException {
        out.write(new byte[] {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f});
        out.flush();
        int answer = next();
        if (answer == 'N') {
            throw new Refused(Outcome.NOT_OFFERED, "N");
        }
        if (answer != 'S') {
            throw new Refused(
                    Outcome.OTHER_PROTOCOL, "the byte " + HexFormat.of().toHexDigits((byte) answer));
        }
    }

    private int next() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the server closed the connection");
        }
        return octet;
    }
}
