package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty's HttpClient. */
final class Jetty implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    @Override
    public Visitor open(ClientTls tls) throws Exception {
        SslContextFactory.Client ssl = new SslContextFactory.Client();
        ssl.setSslContext(tls.context());
        ClientConnector connector = new ClientConnector();
        connector.setSslContextFactory(ssl);
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        client.start();
        return new Visitor() {
            @Override
            public String visit(String host, int port) throws Exception {
                try {
                    return client.GET("https://" + host + ":" + port + "/").getContentAsString();
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof Exception cause ? cause : e;
                }
            }

            @Override
            public void close() {
                LifeCycle.stop(client);
            }
        };
    }
}
