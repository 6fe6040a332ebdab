package io.github.dane4j.clients;

import io.github.dane4j.jsse.ClientTls;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Spring's WebClient over Reactor Netty. */
final class SpringWebClient implements ClientCase {
    @Override
    public Protocol protocol() {
        return Protocol.HTTP;
    }

    @Override
    public Visitor open(ClientTls tls) {
        ExecutorService lookups = Executors.newCachedThreadPool();
        ConnectionProvider connections = ConnectionProvider.newConnection();
        HttpClient client = ReactorNetty.client(tls, lookups, connections);
        WebClient web = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(client))
                .build();
        return new Visitor() {
            @Override
            public String visit(String host, int port) {
                return String.valueOf(web.get()
                        .uri("https://" + host + ":" + port + "/")
                        .retrieve()
                        .bodyToMono(String.class)
                        .block(Duration.ofSeconds(30)));
            }

            @Override
            public void close() {
                connections.dispose();
                lookups.shutdownNow();
            }
        };
    }
}
