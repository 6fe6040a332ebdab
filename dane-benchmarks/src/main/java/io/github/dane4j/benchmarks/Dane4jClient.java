package io.github.dane4j.benchmarks;

import io.github.dane4j.DomainName;
import io.github.dane4j.dns.Answer;
import io.github.dane4j.dns.DnssecResolver;
import io.github.dane4j.dns.RecordType;
import io.github.dane4j.dns.Security;
import io.github.dane4j.dns.TrustAnchors;
import io.github.dane4j.tlsa.TlsaRecord;

/** The resolver of this library. */
final class Dane4jClient implements LookupClient {
    private final DnssecResolver resolver;

    Dane4jClient(ServedTree tree) {
        resolver = DnssecResolver.builder()
                .nameServers(tree.address())
                .trustAnchors(TrustAnchors.of(tree.trustAnchors()))
                .cacheSize(CACHED, Integer.MAX_VALUE)
                .build();
    }

    @Override
    public void lookUp(String name) {
        lookUp(DomainName.of(name));
    }

    Answer<TlsaRecord> lookUp(DomainName name) {
        Answer<TlsaRecord> answer = resolver.query(name, RecordType.TLSA);
        if (answer instanceof Answer.Data<TlsaRecord> data && data.security() == Security.SECURE) {
            return answer;
        }
        throw new IllegalStateException(answer.toString());
    }

    @Override
    public void close() {
        resolver.close();
    }
}
