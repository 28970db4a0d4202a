package io.ternmq.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A blocking TCP or TLS socket. A reset counts as closed. */
public final class SocketLink implements ByteChannelLink {

    private final Socket socket;

    public SocketLink(Socket socket) {
        this.socket = socket;
    }

    /** Connects to an address, within ten seconds. */
    public static SocketLink open(InetSocketAddress address) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(address, 10_000);
            return new SocketLink(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("no connection to " + address, e);
        }
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    @Override
    public int read(byte[] target, int offset, Duration atMost) throws IOException {
        socket.setSoTimeout((int) Math.max(1, atMost.toMillis()));
        try {
            return socket.getInputStream().read(target, offset, target.length - offset);
        } catch (SocketTimeoutException e) {
            return 0;
        } catch (SocketException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
