package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyDefaultsTest {
    private final @Nullable String leakDetection = System.getProperty(NettyDefaults.LEAK_DETECTION);
    private final @Nullable String directMemory = System.getProperty(NettyDefaults.MAX_DIRECT_MEMORY);

    @AfterEach
    void restore() {
        restore(NettyDefaults.LEAK_DETECTION, leakDetection);
        restore(NettyDefaults.MAX_DIRECT_MEMORY, directMemory);
    }

    private static void restore(String property, @Nullable String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    @Test
    void no_buffer_is_followed_and_buffers_get_half_of_what_the_heap_may_have() {
        System.clearProperty(NettyDefaults.LEAK_DETECTION);
        System.clearProperty(NettyDefaults.MAX_DIRECT_MEMORY);
        NettyDefaults.apply();
        assertThat(System.getProperty(NettyDefaults.LEAK_DETECTION)).isEqualTo("disabled");
        assertThat(System.getProperty(NettyDefaults.MAX_DIRECT_MEMORY))
                .isEqualTo(Long.toString(Runtime.getRuntime().maxMemory() / 2));
    }

    @Test
    void what_was_given_stays() {
        System.setProperty(NettyDefaults.LEAK_DETECTION, "advanced");
        System.setProperty(NettyDefaults.MAX_DIRECT_MEMORY, "1000000000");
        NettyDefaults.apply();
        assertThat(System.getProperty(NettyDefaults.LEAK_DETECTION)).isEqualTo("advanced");
        assertThat(System.getProperty(NettyDefaults.MAX_DIRECT_MEMORY)).isEqualTo("1000000000");
    }
}
