package io.ternmq.transport.connection;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ternmq.protocol.ReasonCode;

/**
 * A connection on its way to another loop. It starts from the flush at the end of a turn, when nothing on the old loop refers
 * to the connection any more: not its wheel, not its list of what is to be flushed. Between departure and arrival the
 * connection belongs to no thread; handing it over through the new loop's queue makes all that was written visible there.
 */
final class Moving {
    private final NettyConnection connection;
    private final ConnectionLoop target;
    private final Runnable arrived;

    Moving(NettyConnection connection, ConnectionLoop target, Runnable arrived) {
        this.connection = connection;
        this.target = target;
        this.arrived = arrived;
    }

    void start() {
        EventLoop home = target.loop.eventLoop();
        if (target == connection.home() || !connection.isOpen()) {
            home.execute(this::finish);
            return;
        }
        Channel channel = connection.channel();
        connection.timers().end();
        channel.deregister()
                .addListener(left -> home.register(channel)
                        .addListener((Future<? super Void> registered) ->
                                home.execute(() -> arrive(registered.isSuccess()))));
    }

    private void arrive(boolean registered) {
        connection.arrived(target);
        if (registered) {
            finish();
        } else {
            // Closed under way: Netty tells nobody of the end of a channel that is registered nowhere.
            connection.inactive();
        }
    }

    private void finish() {
        connection.reading().resume(Reading.MOVING);
        connection.reading().apply();
        if (connection.isOpen() && connection.listener().isClosing()) {
            connection.disconnect(ReasonCode.SERVER_SHUTTING_DOWN, "the listener is closing");
        } else if (connection.isOpen()) {
            arrived.run();
        }
    }
}
