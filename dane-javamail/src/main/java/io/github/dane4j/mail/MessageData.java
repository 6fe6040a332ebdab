package io.github.dane4j.mail;

import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.util.LineOutputStream;

/**
 * The stream that a message is written to, in front of Angus's own, which ends lines with CRLF and doubles dots.
 *
 * <p>It accepts whole lines; otherwise Jakarta Mail would search every jar on the class path for a provider of such a
 * stream. It also collects the single bytes in which Angus writes text. It changes nothing. {@link #flush} must be the last
 * call.
 */
final class MessageData extends LineOutputStream {
    private static final int SIZE = 4096;

    /** Jakarta Mail writes headers in UTF-8 unless this system property is false. */
    private static final boolean UTF8 = !"false".equalsIgnoreCase(System.getProperty("mail.mime.allowutf8"));

    private final byte[] collected = new byte[SIZE];
    private int count;

    MessageData(OutputStream out) {
        super(out, UTF8);
    }

    @Override
    public void write(int octet) throws IOException {
        if (count == SIZE) {
            passOn();
        }
        collected[count++] = (byte) octet;
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        passOn();
        out.write(octets, offset, length);
    }

    @Override
    public void writeln(String line) throws IOException {
        passOn();
        super.writeln(line);
    }

    @Override
    public void writeln() throws IOException {
        passOn();
        super.writeln();
    }

    @Override
    public void flush() throws IOException {
        passOn();
        out.flush();
    }

    private void passOn() throws IOException {
        int length = count;
        if (length > 0) {
            count = 0;
            out.write(collected, 0, length);
        }
    }
}
