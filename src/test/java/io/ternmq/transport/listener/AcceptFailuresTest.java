package io.ternmq.transport.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptFailuresTest {
    @Test
    void a_socket_that_cannot_accept_is_an_alarm_until_it_can() {
        List<BrokerEvent> events = new ArrayList<>();
        EventBus bus = new EventBus();
        bus.subscribe(BrokerEvent.class, events::add);
        List<Throwable> passedOn = new ArrayList<>();
        EmbeddedChannel socket = new EmbeddedChannel(new AcceptFailures("t", bus), new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                passedOn.add(cause);
            }
        });
        IOException failure = new IOException("accept(..) failed with error(-24): Too many open files");
        socket.pipeline().fireExceptionCaught(failure);
        socket.pipeline().fireExceptionCaught(failure);
        assertThat(events)
                .containsExactly(
                        new AlarmRaised("accept-t", "Listener t can't accept connections: Too many open files."));
        assertThat(passedOn).containsExactly(failure, failure);
        socket.writeInbound("a connection", "another");
        assertThat(events).hasSize(2).endsWith(new AlarmCleared("accept-t"));
        assertThat(socket.<Object>readInbound()).isEqualTo("a connection");
    }
}
