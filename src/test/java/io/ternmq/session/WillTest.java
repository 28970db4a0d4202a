package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WillTest {
    private TestNode node = TestNode.parts().start();
    private TestClient watcher;

    @BeforeEach
    void watch() {
        watch(node);
    }

    private void watch(TestNode watched) {
        node = watched;
        watcher = node.connected(ProtocolVersion.MQTT_5, "watcher");
        watcher.subscribe(1, Qos.EXACTLY_ONCE, "will/#");
        watcher.take();
    }

    private TestClient mortal(ProtocolVersion version, int expirySeconds, int delaySeconds) {
        return node.connected(version, "c", spec -> {
            spec.cleanStart = false;
            spec.properties.set(Property.SESSION_EXPIRY_INTERVAL, expirySeconds);
            spec.will("will/c", "gone", Qos.AT_LEAST_ONCE, false, delaySeconds);
        });
    }

    @Checklist(12)
    @Normative({"MQTT5-3.1.2-8", "MQTT311-3.1.2-8"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_lost_connection_publishes_the_will(ProtocolVersion version) {
        mortal(version, 0, 0).cut();
        List<Received.Message> wills = watcher.takeMessages();
        assertThat(wills).hasSize(1);
        assertThat(wills.get(0).payload()).isEqualTo("gone");
        assertThat(wills.get(0).qos()).isEqualTo(Qos.AT_LEAST_ONCE);
    }

    @Checklist(12)
    @Normative({"MQTT5-3.1.2-10", "MQTT5-3.14.4-3", "MQTT311-3.1.2-10", "MQTT311-3.14.4-3"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_good_bye_deletes_the_will(ProtocolVersion version) {
        mortal(version, 0, 0).disconnect();
        node.advance(Duration.ofHours(1));
        watcher.expectNothing();
    }

    @Checklist(12)
    @Test
    void a_good_bye_may_ask_for_the_will() {
        mortal(ProtocolVersion.MQTT_5, 100, 0)
                .disconnect(new Disconnect(ReasonCode.DISCONNECT_WITH_WILL, Properties.NONE));
        assertThat(watcher.takePayloads()).containsExactly("gone");
    }

    @Checklist(12)
    @Test
    void an_operator_who_disconnects_a_client_publishes_its_will() {
        mortal(ProtocolVersion.MQTT_5, 100, 0);
        node.await(node.sessions.disconnect(new SubscriberId("", "c"), ReasonCode.ADMINISTRATIVE_ACTION, "why", false));
        assertThat(watcher.takePayloads()).containsExactly("gone");
    }

    @Checklist(14)
    @Test
    void a_delayed_will_comes_after_its_delay() {
        mortal(ProtocolVersion.MQTT_5, 100, 10).cut();
        node.advance(Duration.ofSeconds(9));
        watcher.expectNothing();
        node.advance(Duration.ofSeconds(2));
        assertThat(watcher.takePayloads()).containsExactly("gone");
        node.advance(Duration.ofSeconds(200));
        watcher.expectNothing();
        assertThat(node.view("c")).isNull();
    }

    @Checklist(14)
    @Normative("MQTT5-3.1.3-9")
    @Test
    void a_client_that_is_back_in_time_has_no_will_published() {
        mortal(ProtocolVersion.MQTT_5, 100, 10).cut();
        node.advance(Duration.ofSeconds(8));
        TestClient again = node.kept(ProtocolVersion.MQTT_5, "c");
        node.advance(Duration.ofSeconds(60));
        watcher.expectNothing();
        // Nor later: the will of the first connection is forgotten.
        again.disconnect();
        node.advance(Duration.ofHours(2));
        watcher.expectNothing();
    }

    @Checklist(14)
    @Test
    void a_session_that_ends_before_the_delay_has_passed_publishes_the_will() {
        mortal(ProtocolVersion.MQTT_5, 5, 10).cut();
        node.advance(Duration.ofSeconds(7));
        assertThat(watcher.takePayloads()).containsExactly("gone");
    }

    @Test
    void a_delay_means_nothing_for_a_session_that_ends_with_its_connection() {
        mortal(ProtocolVersion.MQTT_5, 0, 10).cut();
        assertThat(watcher.takePayloads()).containsExactly("gone");
    }

    @Test
    void a_client_that_starts_clean_publishes_the_delayed_will_of_the_session_that_it_ends() {
        mortal(ProtocolVersion.MQTT_5, 100, 10).cut();
        node.connected(ProtocolVersion.MQTT_5, "c");
        assertThat(watcher.takePayloads()).containsExactly("gone");
    }

    @Checklist(14)
    @Test
    void the_settings_cap_the_delay() {
        watch(TestNode.parts().set("session.max-will-delay", "3").start());
        mortal(ProtocolVersion.MQTT_5, 100, 60).cut();
        node.advance(Duration.ofSeconds(2));
        watcher.expectNothing();
        node.advance(Duration.ofSeconds(3));
        assertThat(watcher.takePayloads()).containsExactly("gone");
    }

    // ------------------------------------------------------------------ takeover

    @Checklist(12)
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_takeover_publishes_a_will_without_delay(ProtocolVersion version) {
        mortal(version, 100, 0);
        node.kept(version, "c");
        assertThat(watcher.takePayloads()).containsExactly("gone");
    }

    @Normative("MQTT5-3.1.3-9")
    @Test
    void a_takeover_that_resumes_the_session_publishes_no_delayed_will() {
        mortal(ProtocolVersion.MQTT_5, 100, 10);
        node.kept(ProtocolVersion.MQTT_5, "c");
        node.advance(Duration.ofMinutes(1));
        watcher.expectNothing();
    }

    @Test
    void a_takeover_that_starts_clean_publishes_a_delayed_will() {
        mortal(ProtocolVersion.MQTT_5, 100, 10);
        node.connected(ProtocolVersion.MQTT_5, "c");
        assertThat(watcher.takePayloads()).containsExactly("gone");
    }

    @Checklist(13)
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void the_settings_may_suppress_wills_on_takeover(ProtocolVersion version) {
        watch(TestNode.parts().set("session.suppress-will-on-takeover", true).start());
        mortal(version, 100, 0);
        TestClient newcomer = mortal(version, 100, 0);
        watcher.expectNothing();
        newcomer.cut();
        assertThat(watcher.takePayloads()).containsExactly("gone");
    }

    // ------------------------------------------------------------------ what it is

    @Normative({"MQTT5-3.1.2-14", "MQTT5-3.1.2-15", "MQTT311-3.1.2-16", "MQTT311-3.1.2-17"})
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_will_is_retained_when_it_says_so(ProtocolVersion version) {
        node.connected(version, "c", spec -> spec.will("will/kept", "gone", Qos.EXACTLY_ONCE, true, 0))
                .cut();
        node.connected(version, "d", spec -> spec.will("will/lost", "gone", Qos.EXACTLY_ONCE, false, 0))
                .cut();
        TestClient late = node.connected(ProtocolVersion.MQTT_5, "late");
        late.subscribe(1, Qos.EXACTLY_ONCE, "will/#");
        List<Received.Message> retained = late.takeMessages();
        assertThat(retained).extracting(Received.Message::topic).containsExactly("will/kept");
        assertThat(retained.get(0).retain()).isTrue();
        assertThat(retained.get(0).qos()).isEqualTo(Qos.EXACTLY_ONCE);
    }

    @Test
    void the_will_of_a_session_that_ends_does_not_come_back_to_it() {
        TestClient client = node.connected(
                ProtocolVersion.MQTT_5, "c", spec -> spec.will("will/c", "gone", Qos.AT_LEAST_ONCE, false, 0));
        client.subscribe(1, Qos.AT_LEAST_ONCE, "will/#");
        client.cut();
        assertThat(watcher.takePayloads()).containsExactly("gone");
        assertThat(node.happened(io.ternmq.event.BrokerEvent.MessageDropped.class))
                .isEmpty();
    }

    @Test
    void a_kept_session_gets_its_own_will_later_if_it_has_subscribed() {
        TestClient client = mortal(ProtocolVersion.MQTT_5, 100, 0);
        client.subscribe(1, Qos.AT_LEAST_ONCE, "will/#");
        client.cut();
        assertThat(node.kept(ProtocolVersion.MQTT_5, "c").takePayloads()).containsExactly("gone");
    }
}
