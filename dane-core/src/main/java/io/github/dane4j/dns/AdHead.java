package io.github.dane4j.dns;

import io.github.dane4j.Reason;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Stands in the place of the validator, and believes what a validating name server says (RFC 4035 section 4.9.3): secure
 * is what has the AD bit; insecure is NOERROR or NXDOMAIN without it; all else is an error. Puts it in the form in which
 * the validator does.
 */
final class AdHead extends Head {
    private final Exchanges exchanges;
    private final ReplyFilter filter = new ReplyFilter(TrustAnchors.iana());

    AdHead(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        Lookup<?> lookup = (Lookup<?>) executor;
        lookup.begin(query.getQuestion());
        Message asked = query.clone();
        asked.getHeader().setFlag(Flags.AD);
        return exchanges
                .ask(asked, lookup, exchange -> judge(query.getQuestion(), exchange))
                .thenApplyAsync(
                        exchange -> {
                            lookup.end(exchange);
                            Message reply = exchange.reply();
                            return reply == null ? servfail(query) : verdict(reply);
                        },
                        lookup);
    }

    /** A copy, because others may get the same reply. */
    private static Message verdict(Message reply) {
        Message copy = reply.clone();
        return copy.getHeader().getFlag(Flags.AD) ? copy : insecure(copy);
    }

    private Exchange judge(Record question, Exchange exchange) {
        Message reply = exchange.reply();
        if (reply == null) {
            return exchange.extendedError().map(ExtendedError::saysBogus).orElse(false) ? bogus(exchange) : exchange;
        }
        try {
            Message useful = filter.filter(question, reply);
            if (reply.getHeader().getFlag(Flags.AD)) {
                useful.getHeader().setFlag(Flags.AD);
            }
            return exchange.withReply(useful);
        } catch (ReplyFilter.RejectedReply e) {
            return exchange.rejected(e.reason(), e.problem());
        } catch (RuntimeException e) {
            return exchange.rejected(Reason.DNS_MALFORMED, "a reply that makes no sense");
        }
    }

    private static Exchange bogus(Exchange exchange) {
        return new Exchange(
                exchange.question(),
                exchange.server(),
                null,
                Reason.DNSSEC_BOGUS,
                exchange.problem(),
                exchange.extendedError(),
                exchange.transport(),
                exchange.nanos());
    }

    private static Message insecure(Message reply) {
        reply.addRecord(
                new TXTRecord(Name.root, ValidatingResolver.VALIDATION_REASON_QCLASS, 0, "no AD bit"),
                Section.ADDITIONAL);
        return reply;
    }
}
