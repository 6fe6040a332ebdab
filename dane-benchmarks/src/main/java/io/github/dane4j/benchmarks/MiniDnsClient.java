package io.github.dane4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.minidns.DnsClient;
import org.minidns.cache.LruCache;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsname.DnsName;
import org.minidns.dnsqueryresult.StandardDnsQueryResult;
import org.minidns.dnssec.DnssecClient;
import org.minidns.dnssec.DnssecQueryResult;
import org.minidns.dnsserverlookup.AbstractDnsServerLookupMechanism;
import org.minidns.iterative.ReliableDnsClient;
import org.minidns.record.Record;
import org.minidns.record.TLSA;
import org.minidns.source.NetworkDataSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** MiniDNS's validator over one recursive server. It keeps replies, and validates them each time. */
final class MiniDnsClient implements LookupClient {
    static {
        // It takes its servers from those whom it finds itself; the port is not among what can be found.
        DnsClient.addDnsServerLookupMechanism(new Loopback());
    }

    private final DnssecClient client = new DnssecClient(new LruCache(CACHED));

    MiniDnsClient(ServedTree tree) {
        client.setMode(ReliableDnsClient.Mode.recursiveOnly);
        client.setUseHardcodedDnsServers(false);
        client.setDataSource(new OneServer(tree.address()));
        client.clearSecureEntryPoints();
        client.addSecureEntryPoint(DnsName.ROOT, rootKey(tree));
    }

    /** The tree has one key for each zone. */
    private static byte[] rootKey(ServedTree tree) {
        try {
            Message query = Message.newQuery(org.xbill.DNS.Record.newRecord(Name.root, Type.DNSKEY, DClass.IN));
            SimpleResolver resolver = new SimpleResolver(tree.address());
            resolver.setEDNS(0, 0, ExtendedFlags.DO);
            return resolver.send(query).getSection(Section.ANSWER).stream()
                    .filter(DNSKEYRecord.class::isInstance)
                    .map(key -> ((DNSKEYRecord) key).getKey())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void lookUp(String name) {
        try {
            DnssecQueryResult result = client.queryDnssec(name, Record.TYPE.TLSA);
            if (!result.isAuthenticData()
                    || result.synthesizedResponse
                            .filterAnswerSectionBy(TLSA.class)
                            .isEmpty()) {
                throw new IllegalStateException(result + " " + result.getUnverifiedReasons());
            }
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    @Override
    public void close() {}

    /** Whatever server is to be asked, this one is. */
    private static final class OneServer extends NetworkDataSource {
        private final InetSocketAddress server;

        OneServer(InetSocketAddress server) {
            this.server = server;
        }

        @Override
        public StandardDnsQueryResult query(DnsMessage message, InetAddress address, int port) throws IOException {
            return super.query(message, server.getAddress(), server.getPort());
        }
    }

    private static final class Loopback extends AbstractDnsServerLookupMechanism {
        Loopback() {
            super("loopback", 0);
        }

        @Override
        public boolean isAvailable() {
            return true;
        }

        @Override
        public List<String> getDnsServerAddresses() {
            return List.of(InetAddress.getLoopbackAddress().getHostAddress());
        }
    }
}
