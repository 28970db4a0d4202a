package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Topic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallTablesTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_set_of_packet_identifiers_behaves_as_a_set(long seed) {
        Random random = new Random(seed);
        PacketIdSet set = new PacketIdSet();
        Set<Integer> model = new HashSet<>();
        int range = seed == 1 ? 20 : seed == 2 ? 2000 : 65535;
        for (int step = 0; step < 300_000; step++) {
            int id = 1 + random.nextInt(range);
            switch (random.nextInt(3)) {
                case 0 -> assertThat(set.add(id)).isEqualTo(model.add(id));
                case 1 -> assertThat(set.remove(id)).isEqualTo(model.remove(id));
                default -> assertThat(set.contains(id)).isEqualTo(model.contains(id));
            }
            assertThat(set.size()).isEqualTo(model.size());
        }
        assertThat(set.toArray())
                .containsExactlyInAnyOrder(model.stream().mapToInt(i -> i).toArray());
    }

    @Checklist(34)
    @Normative("MQTT5-3.1.2-26")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 32, 1000})
    void the_first_topics_get_an_alias_each_and_no_more_than_allowed(int maximum) {
        OutboundAliases aliases = new OutboundAliases(maximum);
        for (int i = 0; i < maximum; i++) {
            Topic topic = Topic.of("topic/" + i);
            assertThat(aliases.find(topic)).isZero();
            assertThat(aliases.next()).isEqualTo(i + 1);
            aliases.give(topic);
        }
        assertThat(aliases.next()).isZero();
        assertThat(aliases.find(Topic.of("another"))).isZero();
        for (int i = 0; i < maximum; i++) {
            assertThat(aliases.find(Topic.of("topic/" + i))).isEqualTo(i + 1);
        }
    }

    @Normative({
        "MQTT5-4.6.0-2",
        "MQTT5-4.6.0-3",
        "MQTT5-4.6.0-4",
        "MQTT311-4.6.0-2",
        "MQTT311-4.6.0-3",
        "MQTT311-4.6.0-4"
    })
    @Test
    void acknowledgements_leave_in_order_and_not_before_their_position() {
        Random random = new Random(5);
        PendingAcknowledgements pending = new PendingAcknowledgements();
        List<Integer> sent = new ArrayList<>();
        PendingAcknowledgements.Sender sender = (type, packetId, code) -> {
            assertThat(type).isEqualTo(packetId % 2 == 0 ? PacketType.PUBACK : PacketType.PUBREC);
            assertThat(code).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
            sent.add(packetId);
        };
        long position = 0;
        int next = 1;
        long committed = 0;
        List<Long> positions = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(3) < 2 && next <= 65535) {
                position += random.nextInt(3);
                // One that has nothing of its own to wait for waits behind the others.
                long own = random.nextInt(4) == 0 ? 0 : position;
                PacketType type = next % 2 == 0 ? PacketType.PUBACK : PacketType.PUBREC;
                pending.add(type, next, ReasonCode.NO_MATCHING_SUBSCRIBERS, own);
                positions.add(own);
                next++;
            } else {
                committed = Math.max(committed, position - random.nextInt(20));
                pending.release(committed, sender);
                int leftMost = sent.size() - 1;
                if (leftMost >= 0) {
                    assertThat(sent.get(leftMost)).isEqualTo(leftMost + 1);
                    assertThat(positions.get(leftMost)).isLessThanOrEqualTo(committed);
                }
                if (leftMost + 1 < positions.size()) {
                    assertThat(positions.get(leftMost + 1)).isGreaterThan(committed);
                }
            }
        }
        pending.release(Long.MAX_VALUE, sender);
        assertThat(sent).hasSize(next - 1);
        assertThat(pending.isEmpty()).isTrue();
    }
}
