package io.ternmq.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.durability.OutgoingPublishes.Draft;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The clients' halves of a session do what the specification wants of a client. */
class SessionStateTest {
    private static final int CLIENT = 1;
    private static final int DUP = 8;

    private final History history = new History();
    private final Population population = new Population();
    private final int topic = population.topic("d/a");
    private final OutgoingPublishes outgoing =
            new OutgoingPublishes(CLIENT, history, MqttVersion.V311, new RetainedBoard(1), true);
    private final IncomingPublishes incoming = new IncomingPublishes(CLIENT, history);

    @Test
    void what_is_not_over_is_sent_again_in_order_with_dup_and_the_same_packet_identifier() {
        byte[] first = begin(1);
        byte[] second = begin(2);
        byte[] third = begin(1);
        outgoing.onPuback(id(first), 0);
        List<byte[]> again = resent();
        assertThat(again).hasSize(2);
        assertThat(again.get(0)[0]).isEqualTo((byte) (second[0] | DUP));
        assertThat(id(again.get(0))).isEqualTo(id(second));
        assertThat(again.get(1)[0]).isEqualTo((byte) (third[0] | DUP));
        assertThat(id(again.get(1))).isEqualTo(id(third));
        assertThat(kinds()).containsExactly("BEGUN", "BEGUN", "BEGUN", "ACKNOWLEDGED", "RESENT", "RESENT");
    }

    @Test
    void a_message_that_was_received_is_released_again_and_never_published_again() {
        int id = id(begin(2));
        byte[] pubrel = outgoing.onPubrec(id, 0);
        assertThat(pubrel).isEqualTo(OutgoingPublishes.acknowledgement(PacketKind.PUBREL, id));
        assertThat(resent()).singleElement().isEqualTo(pubrel);
        outgoing.onPubcomp(id);
        assertThat(outgoing.size()).isZero();
        assertThat(kinds()).containsExactly("BEGUN", "RECEIVED", "RESENT", "ACKNOWLEDGED");
    }

    @Test
    void a_refused_message_is_over() {
        outgoing.onPuback(id(begin(1)), 0x97);
        assertThat(outgoing.onPubrec(id(begin(2)), 0x97)).isNull();
        assertThat(outgoing.size()).isZero();
        assertThat(kinds()).containsExactly("BEGUN", "REFUSED", "BEGUN", "REFUSED");
    }

    @Test
    void an_abandoned_session_sends_nothing_again_and_tells_what_to_publish_anew() {
        begin(1);
        begin(2);
        assertThat(outgoing.abandon()).extracting(Draft::qos).containsExactly(1, 2);
        assertThat(resent()).isEmpty();
        assertThat(kinds()).containsExactly("BEGUN", "BEGUN", "ABANDONED", "ABANDONED");
    }

    @Test
    void an_answer_to_nothing_is_complained_of() {
        outgoing.onPuback(5, 0);
        outgoing.onPubcomp(id(begin(2)));
        outgoing.onPuback(id(begin(2)), 0);
        assertThat(kinds()).containsExactly("COMPLAINT", "BEGUN", "COMPLAINT", "ACKNOWLEDGED", "BEGUN", "COMPLAINT");
    }

    @Test
    void a_qos_2_message_goes_to_the_application_once_until_its_packet_identifier_is_released() {
        assertThat(incoming.accept(7, 1)).isTrue();
        assertThat(incoming.accept(7, 1)).isFalse();
        incoming.release(7);
        assertThat(incoming.accept(7, 2)).isTrue();
        assertThat(history.size()).isZero();
        assertThat(incoming.accept(7, 3)).isFalse();
        assertThat(kinds()).as("another message in its place").containsExactly("COMPLAINT");
    }

    @Test
    void payloads_tell_their_message_and_whether_they_are_whole() {
        byte[] payload = Payloads.of(123_456, 1000);
        assertThat(Payloads.message(payload)).isEqualTo(123_456);
        payload[999]++;
        assertThat(Payloads.message(payload)).isEqualTo(-1);
        assertThat(Payloads.message(new byte[3])).isEqualTo(-1);
    }

    private byte[] begin(int qos) {
        return outgoing.begin(new Draft(topic, qos, false, false, 20), "d/a");
    }

    private List<byte[]> resent() {
        List<byte[]> packets = new ArrayList<>();
        outgoing.resend(packets::add);
        return packets;
    }

    /** After the fixed header of two bytes and, in a PUBLISH, the topic of five. */
    private static int id(byte[] publish) {
        return ByteBuffer.wrap(publish).getShort(7);
    }

    private List<String> kinds() {
        List<String> kinds = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            EventKind kind = Event.kind(history.event(i));
            if (kind != EventKind.TIME) {
                kinds.add(kind.name());
            }
        }
        return kinds;
    }
}
