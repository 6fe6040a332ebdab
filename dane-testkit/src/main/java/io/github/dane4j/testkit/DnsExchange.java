package io.github.dane4j.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** One query and the replies that can be made to it. */
final class DnsExchange {

    /** What a client without EDNS takes over UDP (RFC 1035 section 4.2.1). */
    private static final int CLASSIC_PAYLOAD = 512;

    private static final int OWN_PAYLOAD = 4096;
    private static final int TCP_PAYLOAD = 65535;

    private final Message query;
    private final Record question;
    private final DnsTransport transport;
    private final boolean authenticatedData;
    private final ZoneAnswer answer;
    private final BiFunction<Name, Integer, ZoneAnswer> zones;

    /**
     * Knows the right answer.
     *
     * @param zones knows that to other questions
     */
    DnsExchange(
            Message query,
            Record question,
            DnsTransport transport,
            boolean authenticatedData,
            ZoneAnswer answer,
            BiFunction<Name, Integer, ZoneAnswer> zones) {
        this.query = query;
        this.question = question;
        this.transport = transport;
        this.authenticatedData = authenticatedData;
        this.answer = answer;
        this.zones = zones;
    }

    static boolean dnssecOk(Message query) {
        OPTRecord opt = query.getOPT();
        return opt != null && (opt.getFlags() & ExtendedFlags.DO) != 0;
    }

    Reply honest() {
        return send(honestMessage());
    }

    Reply refuse(int rcode) {
        Message reply = bare(question);
        reply.getHeader().setRcode(rcode);
        return send(reply);
    }

    Reply withoutSignatures() {
        return send(edited(each -> each instanceof RRSIGRecord ? Stream.empty() : Stream.of(each)));
    }

    Reply withCorruptSignatures() {
        return send(edited(each -> Stream.of(each instanceof RRSIGRecord signature ? corrupt(signature, 0) : each)));
    }

    Reply withCorruptCopies(int copies) {
        return send(edited(each -> each instanceof RRSIGRecord signature
                ? Stream.concat(
                        IntStream.range(0, copies).mapToObj(copy -> corrupt(signature, copy)), Stream.of(signature))
                : Stream.of(each)));
    }

    Reply withoutProofs() {
        return send(edited(each -> isProof(each) ? Stream.empty() : Stream.of(each)));
    }

    private static boolean isProof(Record record) {
        int type = record instanceof RRSIGRecord signature ? signature.getTypeCovered() : record.getType();
        return type == Type.NSEC || type == Type.NSEC3;
    }

    Reply withoutRedirections() {
        return send(edited(each -> each.getType() == Type.DNAME
                        || (each instanceof RRSIGRecord signature && signature.getTypeCovered() == Type.DNAME)
                ? Stream.empty()
                : Stream.of(each)));
    }

    Reply inReverseOrder() {
        Message reply = honestMessage();
        for (int section : List.of(Section.ANSWER, Section.AUTHORITY)) {
            List<Record> records = new ArrayList<>(reply.getSection(section));
            Collections.reverse(records);
            reply.removeAllRecords(section);
            records.forEach(each -> reply.addRecord(each, section));
        }
        return send(reply);
    }

    Reply withOrphanSignature() {
        Message reply = honestMessage();
        Message other = bare(question);
        zones.apply(Name.root, Type.NS).writeTo(other, true);
        other.getSection(Section.ANSWER).stream()
                .filter(RRSIGRecord.class::isInstance)
                .forEach(each -> reply.addRecord(each, Section.AUTHORITY));
        return send(reply);
    }

    Reply withTtl(long seconds) {
        return send(edited(each -> Stream.of(Record.newRecord(
                each.getName(), each.getType(), each.getDClass(), seconds, each.rdataToWireCanonical()))));
    }

    boolean isByUdp() {
        return transport == DnsTransport.UDP;
    }

    boolean isCheckingDisabled() {
        return query.getHeader().getFlag(Flags.CD);
    }

    Reply referral() {
        Message reply = bare(question);
        reply.addRecord(
                new NSRecord(Name.root, DClass.IN, ZoneBuilder.DEFAULT_TTL, Name.fromConstantString("ns.invalid.")),
                Section.AUTHORITY);
        return send(reply);
    }

    Reply underCode(int rcode) {
        Message reply = honestMessage();
        reply.getHeader().setRcode(rcode);
        return send(reply);
    }

    Reply answeredLike(Name other, int type) {
        Message recorded = bare(question);
        zones.apply(other, type).writeTo(recorded, dnssecOk(query));
        List<Record> records = List.copyOf(recorded.getSection(Section.ANSWER));
        recorded.removeAllRecords(Section.ANSWER);
        records.stream()
                .map(each -> each.getName().equals(other) ? each.withName(question.getName()) : each)
                .forEach(each -> recorded.addRecord(each, Section.ANSWER));
        return send(recorded);
    }

    Reply withWrongId() {
        Message reply = honestMessage();
        reply.getHeader().setID(query.getHeader().getID() ^ 0xFFFF);
        return send(reply);
    }

    Reply withWrongQuestion() {
        Name other = question.getName().equals(Name.root)
                ? Name.fromConstantString("wrong.")
                : Zone.parentOf(question.getName());
        Message reply = bare(Record.newRecord(other, question.getType(), question.getDClass()));
        answer.writeTo(reply, dnssecOk(query));
        return send(reply);
    }

    Reply garbage() {
        byte[] octets = Arrays.copyOf(honestMessage().toWire(), 64);
        // A name that starts with a label of the reserved kind 10 cannot be read.
        Arrays.fill(octets, Header.LENGTH, octets.length, (byte) 0xBF);
        return Reply.of(octets);
    }

    Reply truncated() {
        if (transport == DnsTransport.TCP) {
            return Reply.hangUp();
        }
        Message reply = bare(question);
        reply.getHeader().setFlag(Flags.TC);
        return send(reply);
    }

    private Message honestMessage() {
        Message reply = bare(question);
        answer.writeTo(reply, dnssecOk(query));
        int rcode = reply.getHeader().getRcode();
        if (authenticatedData && (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN)) {
            reply.getHeader().setFlag(Flags.AD);
        }
        return reply;
    }

    private Message bare(Record asked) {
        Message reply = new Message(query.getHeader().getID());
        Header header = reply.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.RA);
        for (int flag : List.of((int) Flags.RD, (int) Flags.CD)) {
            if (query.getHeader().getFlag(flag)) {
                header.setFlag(flag);
            }
        }
        reply.addRecord(asked, Section.QUESTION);
        if (query.getOPT() != null) {
            int flags = dnssecOk(query) ? ExtendedFlags.DO : 0;
            reply.addRecord(new OPTRecord(OWN_PAYLOAD, 0, 0, flags), Section.ADDITIONAL);
        }
        return reply;
    }

    private Message edited(Function<Record, Stream<Record>> edit) {
        Message honest = honestMessage();
        for (int section : List.of(Section.ANSWER, Section.AUTHORITY)) {
            List<Record> records = List.copyOf(honest.getSection(section));
            honest.removeAllRecords(section);
            records.stream().flatMap(edit).forEach(each -> honest.addRecord(each, section));
        }
        return honest;
    }

    /** A copy that does not hold, different from the other copies. */
    private static RRSIGRecord corrupt(RRSIGRecord signature, int copy) {
        byte[] octets = signature.getSignature().clone();
        octets[octets.length - 1] ^= 0x55;
        octets[octets.length - 2] ^= (byte) copy;
        octets[octets.length - 3] ^= (byte) (copy >> Byte.SIZE);
        return new RRSIGRecord(
                signature.getName(),
                signature.getDClass(),
                signature.getTTL(),
                signature.getTypeCovered(),
                signature.getAlgorithm(),
                signature.getOrigTTL(),
                signature.getExpire(),
                signature.getTimeSigned(),
                signature.getFootprint(),
                signature.getSigner(),
                octets);
    }

    private Reply send(Message reply) {
        return Reply.of(reply.toWire(payload()));
    }

    private int payload() {
        if (transport == DnsTransport.TCP) {
            return TCP_PAYLOAD;
        }
        OPTRecord opt = query.getOPT();
        return opt == null ? CLASSIC_PAYLOAD : Math.max(CLASSIC_PAYLOAD, opt.getPayloadSize());
    }
}
