package io.ternmq.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PublishPoolTest {
    private static final Topic TOPIC = Topic.of("a/b");

    private final PublishPool pool = new PublishPool();
    private final Publish view = new Publish(Unpooled.EMPTY_BUFFER);

    private Publish message(String properties, String payload) {
        ByteBuf bytes = Unpooled.copiedBuffer(properties + payload, StandardCharsets.UTF_8);
        return view.wrap(bytes, 0, 0, properties.length(), payload.length())
                .properties(0, properties.length())
                .resolve(TOPIC);
    }

    private static String payload(Publish publish) {
        ByteBuf out = Unpooled.buffer();
        publish.writePayload(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String properties(Publish publish) {
        ByteBuf out = Unpooled.buffer();
        publish.writeForwardedProperties(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_lent_copy_says_what_the_view_said() {
        SubscriberId publisher = new SubscriberId("", "c");
        Publish lent = pool.lend(message("abcdef", "payload")
                .cut(2, 3)
                .topicAlias(3)
                .messageExpiry(60)
                .flags(Qos.EXACTLY_ONCE, true, true, 77)
                .origin(publisher, 1234)
                .sequence(9));
        message("", "other");
        assertThat(properties(lent)).isEqualTo("abf");
        assertThat(payload(lent)).isEqualTo("payload");
        assertThat(lent.topic()).isEqualTo(TOPIC);
        assertThat(lent.messageExpirySeconds()).isEqualTo(60);
        assertThat(lent.qos()).isEqualTo(Qos.EXACTLY_ONCE);
        assertThat(lent.retain()).isTrue();
        assertThat(lent.duplicate()).isFalse();
        assertThat(lent.packetId()).isZero();
        assertThat(lent.topicAlias()).isZero();
        assertThat(lent.publisher()).isEqualTo(publisher);
        assertThat(lent.expiresAtMillis()).isEqualTo(1234);
        assertThat(lent.sequence()).isEqualTo(9);
        assertThat(lent.isKept()).isFalse();
    }

    @Test
    void a_copy_is_used_again_when_all_have_given_it_back() {
        Publish first = pool.lend(message("", "one"));
        assertThat(pool.lend(view)).isSameAs(first);
        pool.giveBack(first);
        assertThat(pool.free()).isZero();
        assertThat(pool.lend(message("", "two"))).isNotSameAs(first);
        assertThat(payload(first)).isEqualTo("one");
        pool.giveBack(first);
        int edition = first.edition();
        assertThat(pool.lend(message("", "three"))).isSameAs(first);
        assertThat(payload(first)).isEqualTo("three");
        assertThat(first.edition()).isNotEqualTo(edition);
    }

    @Test
    void what_the_view_has_been_made_to_say_since_is_another_copy() {
        Publish first = pool.lend(message("", "one"));
        assertThat(pool.lend(view.sequence(5))).isNotSameAs(first);
        assertThat(pool.lend(view.flags(Qos.AT_LEAST_ONCE, true, false, 0))).isNotSameAs(first);
        assertThat(pool.lend(view).retain()).isTrue();
        assertThat(first.retain()).isFalse();
    }

    @Test
    void a_view_whose_copy_has_been_given_back_gets_another() {
        Publish first = pool.lend(message("", "one"));
        pool.giveBack(first);
        Publish other = new Publish(Unpooled.EMPTY_BUFFER);
        other.wrap(Unpooled.copiedBuffer("two", StandardCharsets.UTF_8), 0, 0, 0, 3)
                .resolve(TOPIC);
        assertThat(pool.lend(other)).isSameAs(first);
        assertThat(payload(pool.lend(view))).isEqualTo("one");
        assertThat(payload(first)).isEqualTo("two");
    }

    @Test
    void keeping_a_lent_copy_makes_one_that_stays() {
        Publish lent = pool.lend(message("p", "one"));
        Publish kept = lent.keep();
        Publish keptOfView = view.keep();
        Publish copy = lent.copy(Qos.AT_LEAST_ONCE, true);
        pool.giveBack(lent);
        pool.lend(message("q", "two"));
        for (Publish good : List.of(kept, keptOfView, copy)) {
            assertThat(good.isKept()).isTrue();
            assertThat(properties(good) + payload(good)).isEqualTo("pone");
        }
        assertThat(properties(lent.keep()) + payload(lent.keep())).isEqualTo("qtwo");
    }

    @Test
    void what_is_kept_already_is_lent_as_it_is() {
        Publish kept = message("", "one").keep();
        assertThat(pool.lend(kept)).isSameAs(kept);
        assertThat(pool.lend(view)).isSameAs(kept);
        pool.giveBack(kept);
        pool.giveBack(kept);
        assertThat(pool.free()).isZero();
        assertThat(payload(kept)).isEqualTo("one");
    }

    @Test
    void a_message_may_be_empty() {
        assertThat(payload(pool.lend(message("", "")))).isEmpty();
    }

    @Test
    void a_lent_copy_is_lent_once_more_by_itself() {
        Publish lent = pool.lend(message("", "one"));
        assertThat(pool.lend(lent)).isSameAs(lent);
        pool.giveBack(lent);
        message("", "two");
        assertThat(pool.lend(view)).isNotSameAs(lent);
        pool.giveBack(lent);
        assertThat(pool.free()).isEqualTo(1);
    }

    @Test
    void giving_back_too_often_is_an_error() {
        Publish lent = pool.lend(message("", "one"));
        pool.giveBack(lent);
        assertThatThrownBy(() -> pool.giveBack(lent)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void long_messages_are_kept_and_no_more_copies_wait_than_may() {
        assertThat(pool.lend(message("", "x".repeat(PublishPool.LONGEST + 1))).isKept())
                .isTrue();
        List<Publish> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(pool.lend(message("", "x".repeat(PublishPool.LONGEST))));
        }
        many.forEach(pool::giveBack);
        assertThat(pool.free()).isPositive().isLessThanOrEqualTo(PublishPool.MOST_FREE_BYTES / PublishPool.LONGEST);
    }

    @Test
    void whatever_is_lent_and_given_back_says_its_own_as_long_as_somebody_holds_it() {
        Random random = new Random(5);
        List<Publish> held = new ArrayList<>();
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            if (held.isEmpty() || random.nextInt(100) < 51) {
                String payload = i + "x".repeat(random.nextInt(200));
                message("", payload);
                for (int receivers = random.nextInt(4); receivers >= 0; receivers--) {
                    held.add(pool.lend(view));
                    said.add(payload);
                }
            } else {
                int at = random.nextInt(held.size());
                assertThat(payload(held.get(at))).isEqualTo(said.get(at));
                pool.giveBack(held.get(at));
                held.set(at, held.get(held.size() - 1));
                said.set(at, said.get(said.size() - 1));
                held.remove(held.size() - 1);
                said.remove(said.size() - 1);
            }
        }
        for (int at = 0; at < held.size(); at++) {
            assertThat(payload(held.get(at))).isEqualTo(said.get(at));
        }
    }

    @Test
    void lending_allocates_nothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ByteBuf wire = Unpooled.wrappedBuffer(new byte[64]);
        lendMany(wire);
        long before = threads.getCurrentThreadAllocatedBytes();
        lendMany(wire);
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 20_000).isZero();
    }

    private void lendMany(ByteBuf wire) {
        for (int i = 0; i < 20_000; i++) {
            view.wrap(wire, 0, 0, 0, 64).resolve(TOPIC);
            pool.giveBack(pool.lend(view));
        }
    }
}
