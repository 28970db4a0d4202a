package io.ternmq.transport.listener;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.ternmq.config.ListenerSettings;
import io.ternmq.config.LoadSettings;
import io.ternmq.event.EventBus;
import io.ternmq.transport.connection.ConnectionLoop;
import io.ternmq.transport.connection.ListenerContext;
import io.ternmq.transport.load.AddressRates;
import io.ternmq.transport.tls.TlsContexts;
import io.ternmq.transport.tls.TlsProblem;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes listeners of settings. */
public final class ListenerFactory {
    private final EventLoopGroup group;
    private final List<ConnectionLoop> loops;
    private final Supplier<LoadSettings> load;
    private final EventBus events;
    private final AddressRates addresses = new AddressRates();

    public ListenerFactory(
            EventLoopGroup group, List<ConnectionLoop> loops, Supplier<LoadSettings> load, EventBus events) {
        this.group = group;
        this.loops = loops;
        this.load = load;
        this.events = events;
    }

    /** A listener that accepts nothing yet, and its TLS, which is to be looked after; null when it has none. */
    public record Made(RunningListener listener, @Nullable TlsContexts tls) {}

    /**
     * Makes a listener.
     *
     * @throws TlsProblem if its key material can't be used
     * @throws IllegalArgumentException if an address of a proxy is none
     */
    public Made make(String name, ListenerSettings settings, ListenerContext.Node node) throws TlsProblem {
        ListenerContext context = new ListenerContext(name, settings, node);
        TrustedNetworks trusted = TrustedNetworks.of(settings.trustedProxies());
        TlsContexts tls = settings.kind().isTls() ? new TlsContexts(name, settings.tls(), events) : null;
        Admittance admittance = new Admittance(settings, load, addresses);
        ListenerPipeline pipeline = new ListenerPipeline(context, admittance, trusted, tls, this::loopOf);
        return new Made(new RunningListener(context, pipeline, group, loops, events), tls);
    }

    /** There are as many loops as cores, so looking through them is quick. */
    private ConnectionLoop loopOf(Channel channel) {
        for (ConnectionLoop loop : loops) {
            if (loop.loop().eventLoop() == channel.eventLoop()) {
                return loop;
            }
        }
        throw new IllegalStateException("a channel of a foreign loop");
    }
}
