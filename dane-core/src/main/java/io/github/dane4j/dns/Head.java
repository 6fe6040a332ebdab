package io.github.dane4j.dns;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;

/**
 * What stands before the name servers in the form of a {@link Resolver} of dnsjava, and has none of its options: DO and
 * TCP fallback are no options here, and the validator sets two of the others when it is made.
 */
abstract class Head implements Resolver {
    /** The reply to {@code query} if there is none that could be used. */
    static Message servfail(Message query) {
        Message message = new Message(query.getHeader().getID());
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setRcode(Rcode.SERVFAIL);
        message.addRecord(query.getQuestion(), Section.QUESTION);
        return message;
    }

    @Override
    public final void setEDNS(int version, int payloadSize, int flags, @Nullable List<EDNSOption> options) {}

    @Override
    public final void setIgnoreTruncation(boolean flag) {}

    @Override
    public final void setPort(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final void setTCP(boolean flag) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final void setTSIGKey(@Nullable TSIG key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final void setTimeout(Duration timeout) {
        throw new UnsupportedOperationException();
    }
}
