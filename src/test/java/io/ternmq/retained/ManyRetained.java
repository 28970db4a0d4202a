package io.ternmq.retained;

import io.netty.buffer.Unpooled;
import io.ternmq.config.RetainedSettings;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.store.CommitLane;
import io.ternmq.store.MemoryStore;
import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** A table of retained messages of 64 bytes each, of the devices of a hundred plants. */
final class ManyRetained {
    private static final RetainedSettings UNLIMITED =
            new RetainedSettings(true, 0, DataSize.ofBytes(0), DataSize.ofBytes(0), Duration.ofSeconds(60));

    final RetainedMessages table = new RetainedMessages(() -> UNLIMITED);
    private final CommitLane lane = new MemoryStore().lane(Runnable::run, () -> {});
    private final Publish view = new Publish(Unpooled.EMPTY_BUFFER);
    private final byte[] payload = new byte[64];

    static Topic topic(int number) {
        return Topic.of("plant/" + number % 100 + "/device/" + number + "/temperature");
    }

    RetainedMessages.Outcome put(Topic topic) {
        view.wrap(Unpooled.wrappedBuffer(payload), 0, 0, 0, payload.length)
                .flags(Qos.AT_LEAST_ONCE, true, false, 1)
                .resolve(topic);
        return table.put("", view, lane);
    }
}
