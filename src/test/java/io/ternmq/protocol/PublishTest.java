package io.ternmq.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class PublishTest {
    private static final Topic TOPIC = Topic.of("a/b");
    private static final int MANY = 20_000;

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    private static String forwarded(Publish publish) {
        ByteBuf out = Unpooled.buffer();
        publish.writeForwardedProperties(out);
        assertThat(out.readableBytes()).isEqualTo(publish.forwardedPropertiesLength());
        return ByteBufUtil.hexDump(out);
    }

    private static String payload(Publish publish) {
        return ByteBufUtil.hexDump(publish.buffer(), publish.payloadIndex(), publish.payloadLength());
    }

    @Test
    void cuts_are_left_out_of_what_is_forwarded() {
        Publish view = new Publish(Unpooled.EMPTY_BUFFER);
        view.wrap(bytes("00112233445566778899aabb"), 0, 0, 10, 2).properties(1, 9);
        assertThat(forwarded(view)).isEqualTo("112233445566778899");
        view.cut(1, 2).cut(4, 1).cut(5, 1).cut(8, 2);
        assertThat(forwarded(view)).isEqualTo("336677");
        view.wrap(bytes("0102"), 0, 0, 2, 0).properties(0, 2);
        assertThat(forwarded(view)).isEqualTo("0102");
    }

    @Test
    void a_kept_one_has_bytes_of_its_own_and_nothing_that_is_not_forwarded() {
        ByteBuf wire = bytes("00112233445566778899aabb");
        Publish view = new Publish(Unpooled.EMPTY_BUFFER);
        SubscriberId publisher = new SubscriberId("", "c");
        view.wrap(wire, 0, 0, 10, 2)
                .properties(1, 9)
                .cut(2, 3)
                .topicAlias(5)
                .messageExpiry(60)
                .flags(Qos.EXACTLY_ONCE, true, true, 77)
                .resolve(TOPIC)
                .origin(publisher, 1234)
                .sequence(9);
        Publish kept = view.keep();
        wire.setZero(0, wire.capacity());
        view.wrap(wire, 0, 0, 0, 0);

        assertThat(kept.isKept()).isTrue();
        assertThat(kept.topic()).isEqualTo(TOPIC);
        assertThat(forwarded(kept)).isEqualTo("115566778899");
        assertThat(payload(kept)).isEqualTo("aabb");
        assertThat(kept.messageExpirySeconds()).isEqualTo(60);
        assertThat(kept.topicAlias()).isZero();
        assertThat(kept.qos()).isEqualTo(Qos.EXACTLY_ONCE);
        assertThat(kept.retain()).isTrue();
        assertThat(kept.duplicate()).isFalse();
        assertThat(kept.packetId()).isZero();
        assertThat(kept.publisher()).isEqualTo(publisher);
        assertThat(kept.expiresAtMillis()).isEqualTo(1234);
        assertThat(kept.sequence()).isEqualTo(9);
        assertThat(kept.keep()).isSameAs(kept);
    }

    @Test
    void a_view_is_kept_once_for_all_who_ask() {
        Publish view = new Publish(Unpooled.EMPTY_BUFFER);
        view.wrap(bytes("aa"), 0, 0, 0, 1).resolve(TOPIC);
        Publish kept = view.keep();
        assertThat(view.keep()).isSameAs(kept);
        view.wrap(bytes("bb"), 0, 0, 0, 1).resolve(TOPIC);
        assertThat(payload(view.keep())).isEqualTo("bb");
        assertThat(payload(kept)).isEqualTo("aa");
    }

    @Test
    void a_copy_may_have_another_qos_and_retain_flag() {
        Publish kept = Publish.kept(TOPIC, new byte[] {1, 0, 42}, 2, -1).flags(Qos.AT_LEAST_ONCE, true, false, 0);
        Publish copy = kept.copy(Qos.AT_MOST_ONCE, false);
        assertThat(copy.qos()).isEqualTo(Qos.AT_MOST_ONCE);
        assertThat(copy.retain()).isFalse();
        assertThat(forwarded(copy)).isEqualTo("0100");
        assertThat(payload(copy)).isEqualTo("2a");
    }

    @Test
    void a_message_without_bytes_can_be_kept() {
        Publish kept = Publish.kept(TOPIC, new byte[0], 0, -1);
        assertThat(kept.payloadLength()).isZero();
        assertThat(forwarded(kept.copy(Qos.AT_MOST_ONCE, true))).isEmpty();
    }

    @Test
    void a_kept_one_is_not_used_as_a_view() {
        Publish kept = Publish.kept(TOPIC, new byte[0], 0, -1);
        assertThatThrownBy(() -> kept.wrap(Unpooled.EMPTY_BUFFER, 0, 0, 0, 0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kept.cut(0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_topic_that_is_not_known_yet_is_not_given() {
        Publish view = new Publish(Unpooled.EMPTY_BUFFER);
        assertThat(view.hasTopic()).isFalse();
        assertThatThrownBy(view::topic).isInstanceOf(IllegalStateException.class);
        assertThat(view.resolve(TOPIC).hasTopic()).isTrue();
    }

    @Test
    void it_expires_at_its_time_and_not_before() {
        Publish publish = Publish.kept(TOPIC, new byte[0], 0, 1).origin(null, 1000);
        assertThat(publish.expired(999)).isFalse();
        assertThat(publish.expired(1000)).isTrue();
        assertThat(Publish.kept(TOPIC, new byte[0], 0, -1).expired(Long.MAX_VALUE))
                .isFalse();
    }

    @Test
    void keeping_a_message_makes_its_bytes_and_one_object() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuf wire = Unpooled.wrappedBuffer(new byte[64]);
        Publish view = new Publish(Unpooled.EMPTY_BUFFER);
        keepMany(view, wire);
        long before = threads.getCurrentThreadAllocatedBytes();
        keepMany(view, wire);
        // The array has 80 bytes.
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / MANY).isLessThanOrEqualTo(80 + 120);
    }

    private static void keepMany(Publish view, ByteBuf wire) {
        for (int i = 0; i < MANY; i++) {
            view.wrap(wire, 0, 0, 0, 64).resolve(TOPIC);
            if (view.keep().payloadLength() != 64) {
                throw new AssertionError("a kept message of " + view.keep().payloadLength() + " bytes");
            }
        }
    }
}
