package io.github.dane4j.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.minidns.dane.DaneVerifier;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsname.DnsName;
import org.minidns.dnsqueryresult.DnsQueryResult;
import org.minidns.dnssec.DnssecClient;
import org.minidns.dnssec.DnssecQueryResult;
import org.minidns.record.Record;
import org.minidns.record.TLSA;

/** MiniDNS's verifier over an answer that costs nothing: only the verification is measured. */
final class MiniDnsPeer {
    private static final int PORT = 25;

    private final DaneVerifier verifier;

    MiniDnsPeer(byte[] tlsa) {
        this.verifier = new DaneVerifier(new Canned(tlsa));
    }

    boolean verify(X509Certificate[] chain) throws CertificateException {
        return verifier.verifyCertificateChain(chain, Certificates.NAME, PORT);
    }

    private static final class Plain extends DnsQueryResult {
        Plain(DnsMessage message) {
            super(QueryMethod.udp, message, message);
        }
    }

    private static final class Canned extends DnssecClient {
        private final DnssecQueryResult result;

        Canned(byte[] tlsa) {
            DnsName name = DnsName.from("_" + PORT + "._tcp." + Certificates.NAME);
            DnsMessage message = DnsMessage.builder()
                    .setQrFlag(true)
                    .addAnswer(new Record<>(name, Record.TYPE.TLSA, Record.CLASS.IN, 3600, parse(tlsa), false))
                    .build();
            this.result = secure(message);
        }

        private static TLSA parse(byte[] tlsa) {
            try {
                return TLSA.parse(new DataInputStream(new ByteArrayInputStream(tlsa)), tlsa.length);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The result type has no public constructor. */
        private static DnssecQueryResult secure(DnsMessage message) {
            try {
                Constructor<DnssecQueryResult> constructor = DnssecQueryResult.class.getDeclaredConstructor(
                        DnsMessage.class, DnsQueryResult.class, Set.class, Set.class);
                constructor.setAccessible(true);
                return constructor.newInstance(message, new Plain(message), Set.of(), Set.of());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public DnssecQueryResult queryDnssec(CharSequence name, Record.TYPE type) {
            // As MiniDNS itself begins.
            DnsName unused = DnsName.from(name.toString());
            return result;
        }
    }
}
