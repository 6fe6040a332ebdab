package io.github.dane4j.dns.transport;

import io.github.dane4j.Reason;
import io.github.dane4j.dns.validation.LookupLimits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A server that is asked only after it has passed for a validating one, and again every hour. */
public final class ProbedServer implements Server {
    private static final long VALID_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final Name VERSION = Name.fromConstantString("version.bind.");

    private final Server server;
    private final Name signed;
    private final @Nullable Name bogus;
    private final ReentrantLock probing = new ReentrantLock();
    private volatile boolean passed;
    private volatile long passedAt;

    /**
     * @param signed a zone that is secure
     * @param bogus a name that is bogus, if one is known
     */
    public ProbedServer(Server server, Name signed, @Nullable Name bogus) {
        this.server = server;
        this.signed = signed;
        this.bogus = bogus;
    }

    @Override
    public Message ask(Message query, AskTerms terms) throws IOException {
        if (!isProven()) {
            prove(query.getHeader().getID(), terms);
        }
        return server.ask(query, terms);
    }

    private boolean isProven() {
        return passed && System.nanoTime() - passedAt < VALID_NANOS;
    }

    private void prove(int id, AskTerms terms) throws IOException {
        try {
            if (!probing.tryLock(Deadlines.millisUntil(terms.deadlineNanos()), TimeUnit.MILLISECONDS)) {
                throw new SocketTimeoutException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        try {
            if (!isProven()) {
                probe(id, terms);
                passedAt = System.nanoTime();
                passed = true;
            }
        } finally {
            probing.unlock();
        }
    }

    private void probe(int id, AskTerms terms) throws IOException {
        Message soa = ask(signed, Type.SOA, DClass.IN, id, terms);
        if (soa.getRcode() != Rcode.NOERROR || !soa.getHeader().getFlag(Flags.AD)) {
            throw failed("does not validate: the SOA of " + signed + ", which is signed, came back "
                    + (soa.getRcode() == Rcode.NOERROR ? "without AD" : Rcode.string(soa.getRcode())));
        }
        Name broken = bogus;
        if (broken == null) {
            // Answered by the server itself, or refused; in neither case is there anything to validate.
            if (ask(VERSION, Type.TXT, DClass.CH, id, terms).getHeader().getFlag(Flags.AD)) {
                throw failed("sets AD on whatever it is asked");
            }
        } else {
            Message answer = ask(broken, Type.A, DClass.IN, id, terms);
            if (answer.getRcode() != Rcode.SERVFAIL) {
                throw failed("does not validate: " + broken + ", which is bogus, came back "
                        + Rcode.string(answer.getRcode()));
            }
        }
    }

    private static UnusableReply failed(String problem) {
        return new UnusableReply(Reason.RESOLVER_WITHOUT_DNSSEC, problem);
    }

    private Message ask(Name name, int type, int dclass, int id, AskTerms terms) throws IOException {
        Message query = Message.newQuery(Record.newRecord(name, type, dclass));
        query.getHeader().setID(id);
        query.getHeader().setFlag(Flags.AD);
        query.addRecord(new OPTRecord(LookupLimits.UDP_REPLY_BYTES, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        return server.ask(query, terms);
    }

    @Override
    public String transport(boolean overTcp) {
        return server.transport(overTcp);
    }

    @Override
    public int padding() {
        return server.padding();
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
