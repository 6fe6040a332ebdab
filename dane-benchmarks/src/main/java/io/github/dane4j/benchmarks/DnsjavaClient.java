package io.github.dane4j.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** dnsjava's validator alone. It keeps keys, and no answers. */
final class DnsjavaClient implements LookupClient {
    private final ValidatingResolver resolver;

    DnsjavaClient(ServedTree tree) {
        resolver = new ValidatingResolver(new SimpleResolver(tree.address()));
        try {
            resolver.loadTrustAnchors(
                    new ByteArrayInputStream(tree.trustAnchors().getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void lookUp(String name) {
        try {
            Message query = Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.TLSA, DClass.IN));
            Message reply = resolver.send(query);
            if (!reply.getHeader().getFlag(Flags.AD)
                    || reply.getSection(Section.ANSWER).isEmpty()) {
                throw new IllegalStateException(reply.toString());
            }
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    @Override
    public void close() {}
}
