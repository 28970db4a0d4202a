package io.ternmq.conformance;

import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.BrokerUnderTest;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.RawMqttClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the policies choose a member of a shared subscription. */
class SharedPolicyTest extends BrokerTestCase {

    private static final int MEMBERS = 4;
    private static final int MESSAGES = 40;

    private BrokerUnderTest broker = BrokerUnderTest.shared();
    private final List<RawMqttClient> members = new ArrayList<>();

    @Override
    protected BrokerUnderTest broker() {
        return broker;
    }

    private String group(String policy) {
        broker = BrokerUnderTest.named(
                "policy " + policy, settings -> settings.with("ternmq.session.shared-subscription-policy", policy));
        String topic = topic();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(connected(MqttVersion.V5));
            members.get(i).subscribe("$share/g/" + topic + "/#", 1);
        }
        return topic;
    }

    /** Publishes one message and returns the number of the member that got it. */
    private int chosenFor(RawMqttClient publisher, String topic) {
        publisher.publish(publish(topic, "x").qos(1, 1));
        long end = System.nanoTime() + RawMqttClient.PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            for (int i = 0; i < MEMBERS; i++) {
                Packet packet = members.get(i).poll(Duration.ofMillis(2));
                if (packet != null) {
                    members.get(i).ack(PacketKind.PUBACK, packet.packetId());
                    return i;
                }
            }
        }
        throw new AssertionError("nobody got the message");
    }

    private List<Integer> chosen(RawMqttClient publisher, String topic, int topics) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            chosen.add(chosenFor(publisher, topic + "/" + i % topics));
        }
        return chosen;
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefer_local", "random", "local_only", "prefer_online_before_local"})
    @Checklist(57)
    void vernemqs_policies_spread_messages_over_all_members_of_a_node(String policy) {
        String topic = group(policy);
        assertThat(chosen(connected(MqttVersion.V5), topic, 1)).contains(0, 1, 2, 3);
    }

    @Test
    @Checklist(57)
    void round_robin_goes_around() {
        String topic = group("round_robin");
        List<Integer> chosen = chosen(connected(MqttVersion.V5), topic, 1);
        for (int i = MEMBERS; i < MESSAGES; i++) {
            assertThat(chosen.get(i)).isEqualTo(chosen.get(i - MEMBERS));
        }
        assertThat(chosen.subList(0, MEMBERS)).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    @Checklist(57)
    void sticky_stays_until_its_member_leaves() {
        String topic = group("sticky");
        RawMqttClient publisher = connected(MqttVersion.V5);
        List<Integer> chosen = chosen(publisher, topic, 5);
        int favourite = chosen.get(0);
        assertThat(chosen).containsOnly(favourite);
        members.get(favourite).unsubscribe("$share/g/" + topic + "/#");
        List<Integer> then = chosen(publisher, topic, 5);
        assertThat(then).containsOnly(then.get(0)).doesNotContain(favourite);
    }

    @Test
    @Checklist(57)
    void hash_topic_keeps_a_topic_with_its_member() {
        String topic = group("hash_topic");
        RawMqttClient one = connected(MqttVersion.V5);
        RawMqttClient other = connected(MqttVersion.V5);
        List<Integer> chosen = chosen(one, topic, 20);
        assertThat(chosen.subList(20, 40)).isEqualTo(chosen.subList(0, 20));
        assertThat(chosen(other, topic, 20)).isEqualTo(chosen);
        assertThat(chosen.stream().distinct().count()).isGreaterThan(1);
    }

    @Test
    @Checklist(57)
    void hash_client_keeps_a_publisher_with_its_member() {
        String topic = group("hash_client");
        List<Integer> favourites = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            RawMqttClient publisher = connected(MqttVersion.V5);
            int favourite = chosenFor(publisher, topic + "/a");
            assertThat(chosenFor(publisher, topic + "/b")).isEqualTo(favourite);
            assertThat(chosenFor(publisher, topic + "/c")).isEqualTo(favourite);
            favourites.add(favourite);
        }
        assertThat(favourites.stream().distinct().count()).isGreaterThan(1);
    }
}
