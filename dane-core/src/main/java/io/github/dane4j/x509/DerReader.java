package io.github.dane4j.x509;

import java.util.Arrays;

/**
 * Walks over DER elements without copying. Strict about bounds and lengths (X.690 section 10.1), and does not look at
 * content. Malformed input is an ordinary answer here, never an exception. Not thread-safe.
 */
public final class DerReader {
    public static final int INTEGER = 0x02;
    public static final int BIT_STRING = 0x03;
    public static final int OCTET_STRING = 0x04;
    public static final int OBJECT_IDENTIFIER = 0x06;
    public static final int SEQUENCE = 0x30;
    public static final int SET = 0x31;

    /** The low five bits that announce a tag of several bytes; nothing in a certificate has one. */
    private static final int HIGH_TAG = 0x1f;

    private static final int LONG_LENGTH = 0x80;
    /** Four bytes of length hold more than an array can. */
    private static final int MAX_LENGTH_OCTETS = 4;

    private final byte[] octets;
    private int position;
    private int limit;

    private int tag;
    private int start;
    private int content;
    private int end;

    /** Reads all of {@code octets}, which must not change meanwhile. */
    public DerReader(byte[] octets) {
        this(octets, 0, octets.length);
    }

    /** Reads a part of {@code octets}. */
    public DerReader(byte[] octets, int from, int to) {
        this.octets = octets;
        this.position = from;
        this.limit = to;
    }

    /** Moves to the next element. False if there is none, or if it is malformed. */
    public boolean next() {
        if (position + 2 > limit) {
            return false;
        }
        int nextTag = octets[position] & 0xff;
        int length = octets[position + 1] & 0xff;
        int contentAt = position + 2;
        if (length >= LONG_LENGTH) {
            int count = length - LONG_LENGTH;
            length = longLength(contentAt, count);
            contentAt += count;
        }
        if (length < 0 || length > limit - contentAt || (nextTag & HIGH_TAG) == HIGH_TAG) {
            return false;
        }
        tag = nextTag;
        start = position;
        content = contentAt;
        end = contentAt + length;
        position = end;
        return true;
    }

    /** A length of {@code count} bytes; negative if it is not DER, or more than an array holds. */
    private int longLength(int at, int count) {
        if (count == 0 || count > MAX_LENGTH_OCTETS || count > limit - at || octets[at] == 0) {
            return -1;
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = (length << Byte.SIZE) | (octets[at + i] & 0xff);
        }
        return length < LONG_LENGTH ? -1 : length;
    }

    /** Moves to the next element and says whether it has this tag. */
    public boolean next(int wanted) {
        return next() && tag == wanted;
    }

    /** Moves to the next element and says whether it has this tag and nothing follows it. */
    public boolean only(int wanted) {
        return next(wanted) && atEnd();
    }

    /** Goes into the current element: what follows reads its content, and nothing behind it. */
    public void enter() {
        position = content;
        limit = end;
    }

    /** Whether the next element, if there is one, has this tag. Does not move. */
    public boolean comes(int wanted) {
        return position < limit && (octets[position] & 0xff) == wanted;
    }

    public boolean atEnd() {
        return position == limit;
    }

    /** The tag of the current element. */
    public int tag() {
        return tag;
    }

    /** Where the current element begins, its header included. */
    public int start() {
        return start;
    }

    /** Where the current element ends. */
    public int end() {
        return end;
    }

    /** The number of bytes that the content of the current element has. */
    public int contentLength() {
        return end - content;
    }

    /** One byte of the content of the current element, 0 to 255. */
    public int contentOctet(int index) {
        if (index < 0 || index >= contentLength()) {
            throw new IndexOutOfBoundsException(index);
        }
        return octets[content + index] & 0xff;
    }

    /** A reader of the content of the current element, beyond its first {@code skipped} bytes. */
    public DerReader contents(int skipped) {
        return new DerReader(octets, Math.min(content + skipped, end), end);
    }

    /** A reader of the content of the current element. */
    public DerReader contents() {
        return contents(0);
    }

    /** A copy of the content of the current element. */
    public byte[] copyOfContents() {
        return Arrays.copyOfRange(octets, content, end);
    }

    /** Whether the content of the current element is these bytes. */
    public boolean contentIs(byte[] expected) {
        return Arrays.equals(octets, content, end, expected, 0, expected.length);
    }

    /** An element with this tag, and with these bytes as its content. */
    public static byte[] wrap(int tag, byte[] octets, int from, int to) {
        int length = to - from;
        int lengthOctets = length < LONG_LENGTH ? 0 : (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        byte[] element = new byte[2 + lengthOctets + length];
        element[0] = (byte) tag;
        element[1] = (byte) (lengthOctets == 0 ? length : LONG_LENGTH + lengthOctets);
        for (int i = 0; i < lengthOctets; i++) {
            element[2 + i] = (byte) (length >>> (Byte.SIZE * (lengthOctets - 1 - i)));
        }
        System.arraycopy(octets, from, element, 2 + lengthOctets, length);
        return element;
    }
}
