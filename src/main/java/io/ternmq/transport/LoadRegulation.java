package io.ternmq.transport;

import io.ternmq.access.Peer;
import io.ternmq.config.LoadSettings;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.session.LoadGate;
import io.ternmq.transport.load.JvmMemory;
import io.ternmq.transport.load.MemoryGauge;
import io.ternmq.transport.load.MemoryReading;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the node can bear: watches its memory, and says what is to be refused or dropped meanwhile. Thread safe. */
public final class LoadRegulation implements LoadGate {
    private final Supplier<LoadSettings> settings;
    private final MemoryGauge memory;

    /** @param settings the settings as they are now; they may change */
    public LoadRegulation(Supplier<LoadSettings> settings, EventBus events) {
        this(settings, new JvmMemory(), events);
    }

    /** With a memory of one's own. */
    public LoadRegulation(Supplier<LoadSettings> settings, MemoryReading reading, EventBus events) {
        this.settings = settings;
        this.memory = new MemoryGauge(settings, reading, events);
    }

    @Override
    public @Nullable ReasonCode refusal(Peer peer) {
        // Those that come without a session have been refused before.
        return memory.refuses(true) ? ReasonCode.QUOTA_EXCEEDED : null;
    }

    @Override
    public boolean dropsQos0() {
        return memory.dropsQos0();
    }

    @Override
    public boolean pausesPublishers() {
        return memory.pausesPublishers();
    }

    Supplier<LoadSettings> settings() {
        return settings;
    }

    MemoryGauge memory() {
        return memory;
    }
}
