package io.github.dane4j.dns.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Replies that a test writes, record by record: {@code test} is a trust anchor, and {@code example.test} a signed zone below
 * it. Replies about other DS records say nothing, and to all else there is no reply.
 */
final class WrittenReplies {
    final SigningKey root = SigningKey.of(".");
    final SigningKey parent = SigningKey.of("test");
    final SigningKey zone = SigningKey.of("example.test");

    private final Map<Query, Message> replies = new HashMap<>();

    WrittenReplies() {
        answer("test", "DNSKEY", parent.signed(List.of(parent.dnskey())));
        answer("example.test", "DS", parent.signed(List.of(zone.ds())));
        answer("example.test", "DNSKEY", zone.signed(List.of(zone.dnskey())));
    }

    Core core() {
        return new Core(this::reply, new Anchors(List.of(root.ds(), parent.ds()), java.util.Set.of()));
    }

    private @Nullable Message reply(Query query) {
        Message message = replies.get(query);
        if (message == null) {
            return query.type() == Type.DS ? new Message() : null;
        }
        return message.clone();
    }

    /** A reply with this in ANSWER, and nothing in AUTHORITY. */
    WrittenReplies answer(String name, String type, List<Record> records) {
        return reply(name, type, records, List.of());
    }

    /** A reply with these sets, each with its signatures, in AUTHORITY. */
    @SafeVarargs
    final WrittenReplies denial(String name, String type, List<Record>... sets) {
        List<Record> authority = new ArrayList<>();
        for (List<Record> set : sets) {
            authority.addAll(set);
        }
        return reply(name, type, List.of(), authority);
    }

    WrittenReplies reply(String name, String type, List<Record> answer, List<Record> authority) {
        replies.put(Core.query(name, type), message(answer, authority));
        return this;
    }

    static Message message(List<Record> answer, List<Record> authority) {
        Message message = new Message();
        answer.forEach(each -> message.addRecord(each, Section.ANSWER));
        authority.forEach(each -> message.addRecord(each, Section.AUTHORITY));
        return message;
    }

    /** What comes of a question. */
    String outcome(String name, String type) {
        return core().outcome(name, type);
    }
}
