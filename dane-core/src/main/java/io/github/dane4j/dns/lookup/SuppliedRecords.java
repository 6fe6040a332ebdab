package io.github.dane4j.dns.lookup;

import io.github.dane4j.DomainName;
import io.github.dane4j.Reason;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.ChainFormatException;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.TrustAnchorException;
import io.github.dane4j.dns.anchors.AnchorSet;
import io.github.dane4j.dns.query.CacheSettings;
import io.github.dane4j.dns.validation.Algorithms;
import io.github.dane4j.dns.validation.AtHand;
import io.github.dane4j.dns.validation.ChainValidator;
import io.github.dane4j.dns.validation.Delegation;
import io.github.dane4j.dns.validation.Evidence;
import io.github.dane4j.dns.validation.Judgement;
import io.github.dane4j.dns.validation.KeyParser;
import io.github.dane4j.dns.validation.Ledger;
import io.github.dane4j.dns.validation.LookupLimits;
import io.github.dane4j.dns.validation.ProvenStore;
import io.github.dane4j.dns.validation.Query;
import io.github.dane4j.dns.validation.Reply;
import io.github.dane4j.dns.validation.Validator;
import io.github.dane4j.dns.validation.ZoneTrust;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Records that a peer handed over, in no particular order, and what they prove by themselves. They stand in for the
 * replies of name servers: each set is the reply to the question for it, and all denials are in the reply to any other one.
 * Immutable.
 */
public final class SuppliedRecords {
    /** Bytes of a label and of a name (RFC 1035 section 2.3.4). */
    private static final int LABEL_LENGTH = 63;

    private static final int NAME_LENGTH = 255;

    /** What a validator looks at. Records of other types are not even parsed. */
    private static final Set<Integer> TYPES = Set.of(
            Type.TLSA, Type.CNAME, Type.DNAME, Type.DS, Type.DNSKEY, Type.RRSIG, Type.NSEC, Type.NSEC3, Type.SOA);

    private static final Set<Integer> DENIALS = Set.of(Type.NSEC, Type.NSEC3, Type.SOA);

    /** One that stores nothing: the records are judged by themselves. */
    private static final ProvenStore NOTHING = new ProvenStore() {
        @Override
        public @Nullable ZoneTrust keys(Name zone, Instant now) {
            return null;
        }

        @Override
        public void put(Name zone, ZoneTrust trust, Instant now) {}

        @Override
        public @Nullable Delegation delegation(Name zone, Instant now) {
            return null;
        }

        @Override
        public void put(Name zone, Delegation delegation, Instant now) {}
    };

    private final List<Record> records;

    private SuppliedRecords(List<Record> records) {
        this.records = List.copyOf(records);
    }

    /**
     * Reads records in wire format (RFC 1035 section 3.2.1) that follow each other up to the end, without compression.
     *
     * @throws ChainFormatException if it is something else
     */
    public static SuppliedRecords parse(byte[] wire, int from) {
        ByteBuffer in = ByteBuffer.wrap(wire, from, wire.length - from);
        List<Record> records = new ArrayList<>();
        int count = 0;
        while (in.hasRemaining()) {
            int start = in.position();
            count++;
            if (count > LookupLimits.SUPPLIED_RECORDS) {
                throw new ChainFormatException("expected at most " + LookupLimits.SUPPLIED_RECORDS + " records");
            }
            try {
                Record record = next(in);
                if (record != null) {
                    records.add(record);
                }
            } catch (BufferUnderflowException e) {
                throw new ChainFormatException("the record at byte " + start + " is cut short");
            }
        }
        return new SuppliedRecords(records);
    }

    private static @Nullable Record next(ByteBuffer in) {
        int start = in.position();
        Name owner = name(in);
        int type = Short.toUnsignedInt(in.getShort());
        int dnsClass = Short.toUnsignedInt(in.getShort());
        // With the first bit set it counts as zero (RFC 2181 section 8).
        long ttl = Math.max(0, in.getInt());
        byte[] data = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(data);
        if (dnsClass != DClass.IN) {
            throw new ChainFormatException("the record at byte " + start + " is not of class IN");
        }
        if (!TYPES.contains(type)) {
            return null;
        }
        try {
            Record record = Record.newRecord(owner, type, dnsClass, ttl, data);
            // A compressed name would be longer when it is written out; and no record is without data.
            if (data.length > 0 && record.rdataToWireCanonical().length == data.length) {
                return record;
            }
        } catch (RuntimeException e) {
            throw malformed(start, type);
        }
        throw malformed(start, type);
    }

    private static ChainFormatException malformed(int start, int type) {
        return new ChainFormatException(
                "the data of the " + Type.string(type) + " record at byte " + start + " is malformed");
    }

    private static Name name(ByteBuffer in) {
        int start = in.position();
        int length;
        do {
            length = Byte.toUnsignedInt(in.get());
            if (length > LABEL_LENGTH || in.position() + length - start > NAME_LENGTH) {
                throw new ChainFormatException("the name at byte " + start + " is compressed or too long");
            }
            if (length > in.remaining()) {
                throw new BufferUnderflowException();
            }
            in.position(in.position() + length);
        } while (length > 0);
        byte[] octets = new byte[in.position() - start];
        in.get(start, octets);
        try {
            return new Name(octets);
        } catch (IOException e) {
            throw new ChainFormatException("the name at byte " + start + " is malformed");
        }
    }

    /** What the records prove, from the anchors alone. */
    public <T> Answer<T> answer(DomainName name, RecordType<T> type, AnchorSet anchors, KeyParser keys, Instant now) {
        Question<T> question = new Question<>(name, type);
        try {
            AnchorSet valid = anchors.at(now);
            Validator validator = new ChainValidator(valid.toValidate(), keys, Algorithms.ALL);
            AliasChain<T> chain = new AliasChain<>(question, CacheSettings.DEFAULT, valid.negative(), now);
            return judge(question, validator, chain, now);
        } catch (TrustAnchorException e) {
            return question.failure(Reason.TRUST_ANCHOR_FAILED, question + ": " + e.getMessage());
        }
    }

    private <T> Answer<T> judge(Question<T> question, Validator validator, AliasChain<T> chain, Instant now) {
        Evidence evidence = new Evidence();
        Query any = new Query(Name.root, Type.NS);
        Reply denials = reply(any, List.of());
        replies().forEach(evidence::add);
        if (!evidence.has(any)) {
            evidence.add(any, denials);
        }
        AtHand atHand = new AtHand(evidence, NOTHING, new Ledger(), now);
        for (int missing = 0; missing <= LookupLimits.QUERIES; ) {
            Judgement judgement = chain.isInsecure()
                    ? Validator.judgeUnsigned(chain.query(), atHand, Optional.empty())
                    : validator.judge(chain.query(), atHand);
            if (judgement instanceof Judgement.Need need) {
                missing += need.queries().size();
                need.queries().forEach(query -> evidence.add(query, denials));
            } else if (judgement instanceof Judgement.Bogus bogus) {
                return chain.failed(bogus.cause());
            } else {
                Optional<Answer<T>> answer = chain.follow((Judgement.Proven) judgement);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
        }
        return question.failure(Reason.DNS_BUDGET, question + ": the chain leaves too much open");
    }

    /** Each set as the reply to the question for it. */
    private Map<Query, Reply> replies() {
        Map<Query, List<Record>> sets = new LinkedHashMap<>();
        for (Record record : records) {
            if (!DENIALS.contains(record.getRRsetType())) {
                sets.computeIfAbsent(new Query(record.getName(), record.getRRsetType()), query -> new ArrayList<>())
                        .add(record);
            }
        }
        Map<Query, Reply> replies = new LinkedHashMap<>();
        sets.forEach((query, set) -> replies.put(query, reply(query, set)));
        return replies;
    }

    private Reply reply(Query query, List<Record> answer) {
        Message message = Message.newQuery(query.toRecord());
        answer.forEach(record -> message.addRecord(record, Section.ANSWER));
        if (answer.isEmpty()) {
            records.stream()
                    .filter(record -> DENIALS.contains(record.getRRsetType()))
                    .forEach(record -> message.addRecord(record, Section.AUTHORITY));
        }
        return Reply.of(message);
    }

    @Override
    public String toString() {
        return records.size() + " records";
    }
}
