package io.ternmq.transport.listener;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.ternmq.config.ListenerSettings;
import io.ternmq.config.StartupException;
import io.ternmq.event.EventBus;
import io.ternmq.transport.connection.ConnectionLoop;
import io.ternmq.transport.connection.ConnectionTimers;
import io.ternmq.transport.connection.ListenerContext;
import io.ternmq.transport.connection.NettyConnection;
import io.ternmq.transport.loop.ReadBuffers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.DisposableServer;
import reactor.netty.tcp.TcpServer;

/**
 * One listener with its socket. Accepting is begun and ended, one after the other, on threads that may wait, for the loops too; its
 * connections live on their loops and outlive the socket that accepted them. How it is can be asked on any thread, a loop too: that
 * never waits.
 */
public final class RunningListener {
    private static final Logger LOG = LoggerFactory.getLogger(RunningListener.class);
    private static final Duration BIND_LIMIT = Duration.ofSeconds(10);

    private final ListenerContext context;
    private final ListenerPipeline pipeline;
    private final EventLoopGroup group;
    private final List<ConnectionLoop> loops;
    private final EventBus events;
    private volatile int port;
    private volatile @Nullable DisposableServer server;

    RunningListener(
            ListenerContext context,
            ListenerPipeline pipeline,
            EventLoopGroup group,
            List<ConnectionLoop> loops,
            EventBus events) {
        this.context = context;
        this.pipeline = pipeline;
        this.group = group;
        this.loops = loops;
        this.events = events;
        this.port = context.settings().port();
    }

    /**
     * Begins to accept connections, again on the same port if it has had one.
     *
     * @throws BindFailure if the address can't be used
     */
    public synchronized void accept() {
        if (server != null) {
            return;
        }
        try {
            DisposableServer bound = tcpServer().bindNow(BIND_LIMIT);
            bound.channel().pipeline().addFirst(new AcceptFailures(context.name(), events));
            server = bound;
            port = ((InetSocketAddress) bound.address()).getPort();
        } catch (RuntimeException e) {
            throw new BindFailure(reason(e), e);
        }
    }

    /** An address can't be used; the message says why in a few words. */
    public static final class BindFailure extends StartupException {
        private static final long serialVersionUID = 1L;

        BindFailure(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    private TcpServer tcpServer() {
        ListenerSettings settings = context.settings();
        int high = context.outboundHighWatermark();
        TcpServer tcp = TcpServer.create()
                .bindAddress(() -> new InetSocketAddress(settings.host(), port))
                .runOn(group)
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .childOption(ChannelOption.TCP_NODELAY, true)
                // The adaptive allocator, Netty's default, takes twice as long to copy a small message into a buffer.
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 2, high))
                .doOnChannelInit((observer, channel, address) -> pipeline.furnish(channel));
        if (settings.sendBuffer().toBytes() > 0) {
            tcp = tcp.childOption(
                    ChannelOption.SO_SNDBUF, (int) settings.sendBuffer().toBytes());
        }
        if (settings.receiveBuffer().toBytes() > 0) {
            tcp = tcp.childOption(
                    ChannelOption.SO_RCVBUF, (int) settings.receiveBuffer().toBytes());
        }
        return settings.kind() == ListenerSettings.Kind.TCP && !settings.proxyProtocol()
                ? tcp.childOption(ChannelOption.RECVBUF_ALLOCATOR, new ReadBuffers())
                : tcp;
    }

    /** What the system says, without the name of the call that failed. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        if (message == null) {
            return root instanceof java.nio.channels.UnresolvedAddressException
                    ? "the host is not known"
                    : root.getClass().getSimpleName();
        }
        return message.substring(message.lastIndexOf(": ") + 1).strip();
    }

    /** Accepts no connections any more, and gives the port free; those that are there stay. Waits for it. */
    public synchronized void stopAccepting() {
        DisposableServer bound = server;
        server = null;
        if (bound != null) {
            // Not disposeNow: that waits for the connections too, and for ever for one that is being refused.
            bound.dispose();
            if (!bound.channel().closeFuture().awaitUninterruptibly(BIND_LIMIT.toMillis())) {
                LOG.warn("Listener {} has not given its port free in {}", context.name(), BIND_LIMIT);
            }
        }
    }

    public boolean isAccepting() {
        return server != null;
    }

    /** The port that it is or was bound to. */
    public int port() {
        return port;
    }

    public ListenerContext context() {
        return context;
    }

    /** Does something with each of its connections, on their loops, soon. */
    public void forEachConnection(Consumer<NettyConnection> action) {
        for (ConnectionLoop loop : loops) {
            loop.loop().execute(() -> connections(loop).forEach(action));
        }
    }

    private List<NettyConnection> connections(ConnectionLoop loop) {
        List<NettyConnection> own = new ArrayList<>();
        loop.loop().wheel().forEach(ticking -> {
            if (ticking instanceof ConnectionTimers timers
                    && timers.connection().listener() == context) {
                own.add(timers.connection());
            }
        });
        return own;
    }
}
