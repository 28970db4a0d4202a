package io.ternmq.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopicCacheTest {
    private final TopicCache cache = new TopicCache(64);

    private Topic intern(String text) {
        ByteBuf bytes = Unpooled.wrappedBuffer(("<" + text + ">").getBytes(StandardCharsets.UTF_8));
        return cache.intern(bytes, 1, bytes.readableBytes() - 2);
    }

    @Test
    void the_same_bytes_give_the_same_topic() {
        for (String text : new String[] {"a", "ab", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmnopq"}) {
            Topic topic = intern(text);
            assertThat(topic).hasToString(text);
            assertThat(intern(text)).isSameAs(topic);
        }
    }

    @Test
    void other_bytes_never_give_another_topic() {
        Random random = new Random(7);
        for (int round = 0; round < 100_000; round++) {
            String text = "site/" + random.nextInt(300) + "/" + "x".repeat(random.nextInt(10)) + random.nextInt(3);
            assertThat(intern(text)).hasToString(text);
        }
    }

    @Test
    void long_topics_are_not_kept() {
        String text = "t".repeat(TopicCache.MAX_BYTES + 1);
        Topic topic = intern(text);
        assertThat(intern(text)).isNotSameAs(topic).isEqualTo(topic);
    }

    @Test
    void topics_that_fit_in_stay() {
        TopicCache large = new TopicCache(1024);
        ByteBuf[] names = new ByteBuf[32];
        Topic[] topics = new Topic[names.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = Unpooled.wrappedBuffer(("sensor/" + i + "/temperature").getBytes(StandardCharsets.UTF_8));
            topics[i] = large.intern(names[i], 0, names[i].readableBytes());
        }
        for (int i = 0; i < names.length; i++) {
            assertThat(large.find(names[i], 0, names[i].readableBytes())).isSameAs(topics[i]);
        }
    }
}
