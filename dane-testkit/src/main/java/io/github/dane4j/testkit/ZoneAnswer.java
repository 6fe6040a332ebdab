package io.github.dane4j.testkit;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What the zones of a tree have to say to one question, collected along its aliases. */
final class ZoneAnswer {

    private final List<RRset> answer = new ArrayList<>();
    private final List<RRset> authority = new ArrayList<>();
    private int rcode = Rcode.NOERROR;

    void add(RRset rrset) {
        answer.add(rrset);
    }

    void prove(RRset rrset) {
        // Two parts of a proof may be the same record.
        if (authority.stream().noneMatch(each -> sameSet(each, rrset))) {
            authority.add(rrset);
        }
    }

    void nameError() {
        rcode = Rcode.NXDOMAIN;
    }

    void fail(int code) {
        rcode = code;
        if (code == Rcode.SERVFAIL) {
            answer.clear();
            authority.clear();
        }
    }

    /** Writes it into a reply; signatures and denials only if the client wants DNSSEC (RFC 4035 section 3.2.1). */
    void writeTo(Message reply, boolean dnssec) {
        reply.getHeader().setRcode(rcode);
        answer.forEach(each -> write(each, reply, Section.ANSWER, dnssec));
        authority.stream()
                .filter(each -> dnssec || each.getType() == Type.SOA)
                .forEach(each -> write(each, reply, Section.AUTHORITY, dnssec));
    }

    private static void write(RRset rrset, Message reply, int section, boolean dnssec) {
        rrset.rrs(false).forEach(each -> reply.addRecord(each, section));
        if (dnssec) {
            rrset.sigs().forEach(each -> reply.addRecord(each, section));
        }
    }

    private static boolean sameSet(RRset one, RRset other) {
        return one.getType() == other.getType() && one.getName().equals(other.getName());
    }
}
