package io.ternmq.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.ternmq.routing.Loops;
import io.ternmq.transport.loop.NettyLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops of MQTT: one thread per core, on epoll where the native library is there, else on NIO. HTTP and databases
 * have others.
 */
public final class MqttLoops implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MqttLoops.class);

    private final EventLoopGroup group;
    private final List<NettyLoop> netty;
    private final Loops loops;

    private MqttLoops(EventLoopGroup group) {
        this.group = group;
        List<NettyLoop> made = new ArrayList<>();
        for (EventExecutor executor : group) {
            made.add(new NettyLoop(made.size(), (EventLoop) executor));
        }
        this.netty = List.copyOf(made);
        this.loops = new Loops(List.copyOf(made));
        netty.forEach(NettyLoop::start);
    }

    /** One loop per core. */
    public static MqttLoops create() {
        return create(Runtime.getRuntime().availableProcessors(), true);
    }

    /**
     * @param count how many loops, at least 1
     * @param preferNative whether epoll is used where it is there
     */
    public static MqttLoops create(int count, boolean preferNative) {
        boolean epoll = preferNative && Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        LOG.debug("MQTT runs on {} loops of {}", count, epoll ? "epoll" : "NIO");
        return new MqttLoops(new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("mqtt"), handlers));
    }

    /** The loops as the other rooms know them. */
    public Loops loops() {
        return loops;
    }

    List<NettyLoop> netty() {
        return netty;
    }

    EventLoopGroup group() {
        return group;
    }

    /** Ends the loops; what they have begun is finished. Waits for it, for some seconds at the most. */
    @Override
    public void close() {
        Duration most = Duration.ofSeconds(5);
        group.shutdownGracefully(0, most.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(most.toMillis());
    }
}
