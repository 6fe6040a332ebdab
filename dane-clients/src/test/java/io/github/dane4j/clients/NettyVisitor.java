package io.github.dane4j.clients;

import io.github.dane4j.clients.ClientCase.Visitor;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks for a page with nothing but a TLS handler in the pipeline, which reports what fails. */
@SuppressWarnings("FutureReturnValueIgnored")
final class NettyVisitor implements Visitor {
    private final Handlers handlers;
    private final ExecutorService lookups;
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    NettyVisitor(Handlers handlers, ExecutorService lookups) {
        this.handlers = handlers;
        this.lookups = lookups;
    }

    /** Makes the TLS handler of a connection. */
    @FunctionalInterface
    interface Handlers {
        SslHandler handler(Channel channel, String host, int port);
    }

    @Override
    public String visit(String host, int port) throws Exception {
        CompletableFuture<String> page = new CompletableFuture<>();
        Bootstrap bootstrap = new Bootstrap()
                .group(threads)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SslHandler tls = handlers.handler(channel, host, port);
                        channel.pipeline().addLast(tls, new Conversation(page));
                        tls.handshakeFuture().addListener(done -> {
                            if (!done.isSuccess()) {
                                page.completeExceptionally(done.cause());
                            }
                        });
                    }
                });
        Channel channel = bootstrap.connect(host, port).sync().channel();
        channel.writeAndFlush(
                Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n", StandardCharsets.US_ASCII));
        try {
            return page.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            channel.close();
        }
    }

    @Override
    public void close() {
        threads.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        lookups.shutdownNow();
    }

    private static final class Conversation extends SimpleChannelInboundHandler<ByteBuf> {
        private final StringBuilder received = new StringBuilder();
        private final CompletableFuture<String> page;

        Conversation(CompletableFuture<String> page) {
            this.page = page;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf part) {
            received.append(part.toString(StandardCharsets.US_ASCII));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            int body = received.indexOf("\r\n\r\n");
            page.complete(body < 0 ? "" : received.substring(body + 4));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            page.completeExceptionally(cause instanceof DecoderException ? cause.getCause() : cause);
        }
    }
}
