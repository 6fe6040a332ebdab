package io.github.dane4j.der;

import java.nio.ByteBuffer;

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

    /** The low five bits that announce a tag of several octets; nothing in a certificate has one. */
    private static final int HIGH_TAG = 0x1f;

    private static final int LONG_LENGTH = 0x80;
    /** Four octets of length hold more than an array can. */
    private static final int MAX_LENGTH_OCTETS = 4;

    private final ByteBuffer octets;
    private int position;
    private int limit;

    private int tag;
    private int start;
    private int content;
    private int end;

    /** Reads what remains of {@code octets}, and leaves its position alone. */
    public DerReader(ByteBuffer octets) {
        this.octets = octets;
        this.position = octets.position();
        this.limit = octets.limit();
    }

    /** Moves to the next element. False if there is none, or if it is malformed. */
    public boolean next() {
        if (position + 2 > limit) {
            return false;
        }
        int firstLength = octets.get(position + 1) & 0xff;
        long length;
        int contentAt = position + 2;
        if (firstLength < LONG_LENGTH) {
            length = firstLength;
        } else {
            int count = firstLength - LONG_LENGTH;
            if (count == 0 || count > MAX_LENGTH_OCTETS || count > limit - contentAt) {
                return false;
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = (length << Byte.SIZE) | (octets.get(contentAt + i) & 0xff);
            }
            boolean shortest = octets.get(contentAt) != 0 && length >= LONG_LENGTH;
            if (!shortest) {
                return false;
            }
            contentAt += count;
        }
        int nextTag = octets.get(position) & 0xff;
        if ((nextTag & HIGH_TAG) == HIGH_TAG || length > limit - contentAt) {
            return false;
        }
        tag = nextTag;
        start = position;
        content = contentAt;
        end = contentAt + (int) length;
        position = end;
        return true;
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
        return position < limit && (octets.get(position) & 0xff) == wanted;
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

    /** The number of octets that the content of the current element has. */
    public int contentLength() {
        return end - content;
    }

    /** One octet of the content of the current element, 0 to 255. */
    public int contentOctet(int index) {
        if (index < 0 || index >= contentLength()) {
            throw new IndexOutOfBoundsException(index);
        }
        return octets.get(content + index) & 0xff;
    }

    /** The content of the current element, not copied. */
    public ByteBuffer contents() {
        return octets.slice(content, end - content);
    }

    /** Whether the content of the current element is these octets. */
    public boolean contentIs(byte[] expected) {
        if (contentLength() != expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (octets.get(content + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
