package io.github.dane4j.cli.resolver;

import io.github.dane4j.Printable;
import io.github.dane4j.cli.finding.Code;
import io.github.dane4j.cli.finding.Finding;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Asks each of one's own resolvers for the keys of the root, once: where these cannot be had with their signatures, no
 * lookup can succeed, and no domain is to blame for that.
 */
public final class ResolverProbe {
    private static final int SHOWN = 200;

    private final PlainDns dns;
    private final List<CompletableFuture<Optional<Finding>>> answers;

    private ResolverProbe(PlainDns dns) {
        this.dns = dns;
        this.answers = dns.servers().stream()
                .map(server -> CompletableFuture.supplyAsync(() -> probe(server), ResolverProbe::run))
                .toList();
    }

    /** Asks all of them at once, in the background. */
    public static ResolverProbe start(PlainDns dns) {
        return new ResolverProbe(dns);
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "dane-resolver-probe");
        thread.setDaemon(true);
        thread.start();
    }

    /** The resolvers, as addresses and ports. */
    public List<String> resolvers() {
        return dns.servers().stream().map(ResolverProbe::shown).toList();
    }

    /** What is wrong with each resolver that is of no use; empty if all are fine. Waits for their answers. */
    public List<Finding> troubles() {
        List<Finding> troubles = new ArrayList<>();
        answers.forEach(answer -> answer.join().ifPresent(troubles::add));
        return troubles;
    }

    /** Whether there is one that can be used. Waits for the answers. */
    public boolean hasGoodOne() {
        return answers.stream().anyMatch(answer -> answer.join().isEmpty());
    }

    private Optional<Finding> probe(InetSocketAddress server) {
        Message reply;
        try {
            reply = dns.ask(server, Name.root, Type.DNSKEY);
        } catch (IOException | RuntimeException e) {
            String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return Optional.of(Finding.of(Code.RESOLVER_SILENT)
                    .with("resolver", shown(server))
                    .with("detail", Printable.clip(detail, SHOWN)));
        }
        if (reply.getRcode() != Rcode.NOERROR) {
            return Optional.of(Finding.of(Code.RESOLVER_REFUSES)
                    .with("resolver", shown(server))
                    .with("rcode", Rcode.string(reply.getRcode())));
        }
        boolean signed = reply.getSection(Section.ANSWER).stream().anyMatch(RRSIGRecord.class::isInstance);
        return signed
                ? Optional.empty()
                : Optional.of(Finding.of(Code.RESOLVER_STRIPS_SIGNATURES).with("resolver", shown(server)));
    }

    private static String shown(InetSocketAddress server) {
        String address = server.getAddress().getHostAddress();
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + server.getPort();
    }
}
