package io.ternmq.transport.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a listener's socket can't accept connections, mostly because the process has as many open files as it may. Clients
 * then wait in the system's queue; Reactor Netty tries again every second. On the loop of the listening socket.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);

    private final String listener;
    private final EventBus events;
    private boolean failing;

    AcceptFailures(String listener, EventBus events) {
        this.listener = listener;
        this.events = events;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!failing) {
            failing = true;
            String sentence = "Listener " + listener + " can't accept connections: " + RunningListener.reason(cause);
            LOG.error(sentence);
            events.publish(new AlarmRaised(alarm(), sentence + "."));
        }
        ctx.fireExceptionCaught(cause);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (failing) {
            failing = false;
            LOG.info("Listener {} accepts connections again", listener);
            events.publish(new AlarmCleared(alarm()));
        }
        ctx.fireChannelRead(accepted);
    }

    private String alarm() {
        return "accept-" + listener;
    }
}
