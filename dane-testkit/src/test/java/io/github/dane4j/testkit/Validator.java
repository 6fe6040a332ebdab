package io.github.dane4j.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** A real validator in front of a tree, starting from the tree's own trust anchor. */
final class Validator {

    private final ValidatingResolver resolver;

    Validator(DnsTree tree) {
        this(tree, Clock.systemUTC());
    }

    Validator(DnsTree tree, Clock clock) {
        resolver = new ValidatingResolver(plain(tree), clock);
        resolver.setTimeout(Duration.ofSeconds(30));
        try {
            resolver.loadTrustAnchors(
                    new ByteArrayInputStream(tree.trustAnchors().getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static SimpleResolver plain(DnsTree tree) {
        SimpleResolver resolver = new SimpleResolver(tree.address());
        resolver.setTimeout(Duration.ofSeconds(15));
        return resolver;
    }

    static Message query(String name, String type) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name + "."), Type.value(type), DClass.IN));
    }

    Message ask(String name, String type) throws IOException {
        return resolver.send(query(name, type));
    }

    /** What the validator makes of an answer: {@code secure}, {@code insecure} or {@code bogus}, and of which kind. */
    String judge(String name, String type) throws IOException {
        Message reply = ask(name, type);
        if (reply.getRcode() == Rcode.SERVFAIL) {
            return "bogus";
        }
        String status = reply.getHeader().getFlag(Flags.AD) ? "secure " : "insecure ";
        if (reply.getRcode() == Rcode.NXDOMAIN) {
            return status + "nxdomain";
        }
        boolean found = reply.getSection(Section.ANSWER).stream()
                .anyMatch(each -> Type.string(each.getType()).equals(type));
        return status + (found ? "answer" : "nodata");
    }
}
