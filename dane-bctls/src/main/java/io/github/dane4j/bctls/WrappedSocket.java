package io.github.dane4j.bctls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Delegates everything but TLS to a connected socket. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // The plain socket synchronises by itself.
abstract class WrappedSocket extends SSLSocket {
    private final Socket plain;

    WrappedSocket(Socket plain) {
        this.plain = plain;
    }

    @Override
    public final void connect(SocketAddress endpoint) throws IOException {
        throw new SocketException("the socket is connected");
    }

    @Override
    public final void connect(SocketAddress endpoint, int timeout) throws IOException {
        throw new SocketException("the socket is connected");
    }

    @Override
    public final void bind(SocketAddress bindpoint) throws IOException {
        throw new SocketException("the socket is connected");
    }

    @Override
    public final InetAddress getInetAddress() {
        return plain.getInetAddress();
    }

    @Override
    public final InetAddress getLocalAddress() {
        return plain.getLocalAddress();
    }

    @Override
    public final int getPort() {
        return plain.getPort();
    }

    @Override
    public final int getLocalPort() {
        return plain.getLocalPort();
    }

    @Override
    public final @Nullable SocketAddress getRemoteSocketAddress() {
        return plain.getRemoteSocketAddress();
    }

    @Override
    public final @Nullable SocketAddress getLocalSocketAddress() {
        return plain.getLocalSocketAddress();
    }

    /** None: reading past TLS would break it. */
    @Override
    public final @Nullable SocketChannel getChannel() {
        return null;
    }

    @Override
    public final boolean isConnected() {
        return plain.isConnected();
    }

    @Override
    public final boolean isBound() {
        return plain.isBound();
    }

    @Override
    public boolean isClosed() {
        return plain.isClosed();
    }

    @Override
    public final boolean isInputShutdown() {
        return plain.isInputShutdown();
    }

    @Override
    public final boolean isOutputShutdown() {
        return plain.isOutputShutdown();
    }

    /** Not supported: in TLS 1.2 closing one direction closes both. */
    @Override
    public final void shutdownInput() {
        throw new UnsupportedOperationException("a TLS connection is closed as a whole");
    }

    /** Not supported: in TLS 1.2 closing one direction closes both. */
    @Override
    public final void shutdownOutput() {
        throw new UnsupportedOperationException("a TLS connection is closed as a whole");
    }

    @Override
    public final void sendUrgentData(int data) throws IOException {
        throw new SocketException("TLS has no urgent data");
    }

    @Override
    public final void setOOBInline(boolean on) throws SocketException {
        throw new SocketException("TLS has no urgent data");
    }

    @Override
    public final boolean getOOBInline() throws SocketException {
        return false;
    }

    @Override
    public final void setTcpNoDelay(boolean on) throws SocketException {
        plain.setTcpNoDelay(on);
    }

    @Override
    public final boolean getTcpNoDelay() throws SocketException {
        return plain.getTcpNoDelay();
    }

    @Override
    public final void setSoLinger(boolean on, int seconds) throws SocketException {
        plain.setSoLinger(on, seconds);
    }

    @Override
    public final int getSoLinger() throws SocketException {
        return plain.getSoLinger();
    }

    @Override
    public final void setSendBufferSize(int size) throws SocketException {
        plain.setSendBufferSize(size);
    }

    @Override
    public final int getSendBufferSize() throws SocketException {
        return plain.getSendBufferSize();
    }

    @Override
    public final void setReceiveBufferSize(int size) throws SocketException {
        plain.setReceiveBufferSize(size);
    }

    @Override
    public final int getReceiveBufferSize() throws SocketException {
        return plain.getReceiveBufferSize();
    }

    @Override
    public final void setKeepAlive(boolean on) throws SocketException {
        plain.setKeepAlive(on);
    }

    @Override
    public final boolean getKeepAlive() throws SocketException {
        return plain.getKeepAlive();
    }

    @Override
    public final void setTrafficClass(int trafficClass) throws SocketException {
        plain.setTrafficClass(trafficClass);
    }

    @Override
    public final int getTrafficClass() throws SocketException {
        return plain.getTrafficClass();
    }

    @Override
    public final void setReuseAddress(boolean on) throws SocketException {
        plain.setReuseAddress(on);
    }

    @Override
    public final boolean getReuseAddress() throws SocketException {
        return plain.getReuseAddress();
    }

    @Override
    public final <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
        plain.setOption(name, value);
        return this;
    }

    @Override
    public final <T> T getOption(SocketOption<T> name) throws IOException {
        return plain.getOption(name);
    }

    @Override
    public final Set<SocketOption<?>> supportedOptions() {
        return plain.supportedOptions();
    }
}
