package io.ternmq.durability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A judge that can't find a fault is worth nothing: histories written by hand, one for each fault, and their innocent twins. */
class JudgeTest {
    private static final int PUBLISHER = 1;
    private static final int OTHER_PUBLISHER = 2;
    private static final int SUBSCRIBER = 3;
    private static final int QOS1_SUBSCRIBER = 4;
    private static final int READER = 5;

    private final Population population = new Population();
    private final History history = new History();
    private final int topic = population.topic("d/a");
    private final int otherTopic = population.topic("d/b");
    private final int value = population.topic("r/a");

    @BeforeEach
    void subscribe() {
        population.subscribe(SUBSCRIBER, "d/#", 2);
        population.subscribe(QOS1_SUBSCRIBER, "d/a", 1);
        history.subscribed(SUBSCRIBER);
    }

    @Test
    void an_acknowledged_message_that_came_is_fine() {
        int one = acknowledged(topic, 1);
        int two = acknowledged(topic, 2);
        deliver(topic, 1, one);
        deliver(topic, 2, two);
        Verdict verdict = verdict();
        assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
        assertThat(verdict.owed()).isEqualTo(2);
    }

    @Test
    void an_acknowledged_message_that_never_came_is_missing() {
        acknowledged(topic, 1);
        int second = acknowledged(topic, 1);
        deliver(topic, 1, second);
        onlyFault(Fault.MISSING);
    }

    @Test
    void a_message_is_owed_from_pubrec_on_or_from_pubcomp_on() {
        int message = begun(topic, 2);
        history.received(PUBLISHER, message);
        history.abandoned(PUBLISHER, message);
        onlyFault(Fault.MISSING);
        assertThat(new Judge(population, history, false).verdict().isClean()).isTrue();
    }

    @Test
    void what_was_not_acknowledged_or_was_refused_is_not_owed() {
        history.abandoned(PUBLISHER, begun(topic, 1));
        history.refused(PUBLISHER, begun(topic, 1), 0x97);
        clean();
    }

    @Test
    void what_was_begun_before_the_subscription_was_acknowledged_is_not_owed() {
        int early = begun(topic, 1);
        history.subscribed(QOS1_SUBSCRIBER);
        history.acknowledged(PUBLISHER, early);
        deliver(topic, 1, early);
        clean();
    }

    @Test
    void a_second_subscribe_does_not_lessen_what_is_owed() {
        acknowledged(topic, 1);
        history.subscribed(SUBSCRIBER);
        onlyFault(Fault.MISSING);
    }

    @Test
    void a_session_that_its_client_has_ended_is_owed_nothing_and_its_successor_only_what_comes_later() {
        acknowledged(topic, 1);
        history.ended(SUBSCRIBER);
        acknowledged(topic, 1);
        history.subscribed(SUBSCRIBER);
        clean();
        acknowledged(topic, 1);
        onlyFault(Fault.MISSING);
    }

    @Test
    void a_qos_2_message_that_came_twice_is_a_duplicate() {
        int message = acknowledged(topic, 2);
        deliver(topic, 2, message);
        deliver(topic, 2, message);
        onlyFault(Fault.DUPLICATE);
    }

    @Test
    void a_qos_1_message_may_come_twice() {
        history.subscribed(QOS1_SUBSCRIBER);
        int message = acknowledged(topic, 2);
        deliver(topic, 2, message);
        history.delivered(QOS1_SUBSCRIBER, topic, 1, false, false, message);
        history.delivered(QOS1_SUBSCRIBER, topic, 1, false, true, message);
        clean();
    }

    @Test
    void a_message_published_anew_after_a_lost_session_is_another_message() {
        int before = begun(topic, 2);
        history.abandoned(PUBLISHER, before);
        int after = acknowledged(topic, 2);
        deliver(topic, 2, before);
        deliver(topic, 2, after);
        clean();
    }

    @Test
    void a_qos_2_message_of_a_round_that_is_over_is_a_duplicate() {
        int one = acknowledged(topic, 1);
        int two = acknowledged(topic, 2);
        deliver(topic, 1, one);
        deliver(topic, 2, two);
        clean();
        history.clear();
        deliver(topic, 1, one);
        clean();
        deliver(topic, 2, two);
        onlyFault(Fault.DUPLICATE);
    }

    @Test
    void a_first_delivery_after_a_later_message_is_disorder() {
        int first = acknowledged(topic, 1);
        int second = acknowledged(topic, 1);
        deliver(topic, 1, second);
        deliver(topic, 1, first);
        onlyFault(Fault.DISORDER);
    }

    @Test
    void a_message_that_comes_again_is_no_disorder() {
        int first = acknowledged(topic, 1);
        int second = acknowledged(topic, 1);
        deliver(topic, 1, first);
        deliver(topic, 1, second);
        deliver(topic, 1, first);
        deliver(topic, 1, second);
        clean();
    }

    @Test
    void order_holds_for_one_publisher_one_topic_and_one_qos_only() {
        int first = acknowledged(topic, 1);
        int otherQos = acknowledged(topic, 2);
        int elsewhere = acknowledged(otherTopic, 1);
        int others = history.begun(OTHER_PUBLISHER, topic, 1, false, false);
        deliver(topic, 1, others);
        deliver(otherTopic, 1, elsewhere);
        deliver(topic, 2, otherQos);
        deliver(topic, 1, first);
        clean();
    }

    @Test
    void what_was_begun_before_the_subscription_may_come_when_its_publisher_sends_it_again() {
        int first = begun(topic, 1);
        int second = begun(topic, 1);
        history.ended(SUBSCRIBER);
        history.subscribed(SUBSCRIBER);
        deliver(topic, 1, second);
        history.resent(PUBLISHER, first);
        deliver(topic, 1, first);
        clean();
    }

    @Test
    void an_older_retained_value_than_the_last_acknowledged_is_stale() {
        int old = retained(false);
        retained(false);
        history.readBegun(READER);
        history.value(READER, value, old);
        history.readEnded(READER, true);
        onlyFault(Fault.STALE_VALUE);
    }

    @Test
    void a_retained_value_may_be_newer_than_the_last_acknowledged_when_the_reader_began() {
        int acknowledged = retained(false);
        history.readBegun(READER);
        retained(false);
        history.value(READER, value, acknowledged);
        history.readEnded(READER, true);
        int newer = history.begun(PUBLISHER, value, 1, true, false);
        history.readBegun(READER);
        history.value(READER, value, newer);
        history.readEnded(READER, true);
        clean();
    }

    @Test
    void an_acknowledged_retained_value_that_is_not_there_is_lost_unless_the_reading_was_cut_short() {
        retained(false);
        history.readBegun(READER);
        history.readEnded(READER, false);
        clean();
        history.readBegun(READER);
        history.readEnded(READER, true);
        onlyFault(Fault.LOST_VALUE);
    }

    @Test
    void a_cleared_topic_may_be_empty_and_an_older_value_on_it_is_stale() {
        int old = retained(false);
        retained(true);
        history.readBegun(READER);
        history.readEnded(READER, true);
        clean();
        history.readBegun(READER);
        history.value(READER, value, old);
        history.readEnded(READER, true);
        onlyFault(Fault.STALE_VALUE);
    }

    @Test
    void a_session_that_must_be_there_and_is_not_is_lost() {
        history.connected(SUBSCRIBER, Presence.MAY, false);
        history.connected(SUBSCRIBER, Presence.MUST, true);
        clean();
        history.connected(SUBSCRIBER, Presence.MUST, false);
        onlyFault(Fault.SESSION_LOST);
    }

    @Test
    void a_session_that_was_ended_and_is_there_is_revived() {
        history.connected(PUBLISHER, Presence.MUST_NOT, false);
        clean();
        history.connected(PUBLISHER, Presence.MUST_NOT, true);
        onlyFault(Fault.SESSION_REVIVED);
    }

    @Test
    void a_delivery_of_a_wrong_topic_qos_or_number_is_garbled() {
        int message = acknowledged(topic, 1);
        deliver(topic, 1, message);
        clean();
        deliver(otherTopic, 1, message);
        deliver(topic, 2, message);
        deliver(topic, 1, message + 1);
        deliver(topic, 1, -1);
        assertThat(verdict().count(Fault.GARBLED)).isEqualTo(4);
    }

    @Test
    void a_complaint_of_a_client_is_a_fault() {
        history.complain(SUBSCRIBER, "PUBACK for nothing");
        onlyFault(Fault.COMPLAINT);
        assertThat(verdict().toString()).contains("PUBACK for nothing");
    }

    @Test
    void a_history_is_dumped_with_every_event(@TempDir Path folder) throws IOException {
        deliver(topic, 1, acknowledged(topic, 1));
        history.complain(PUBLISHER, "too slow");
        history.broker(Blow.KILLED, 7);
        Path file = folder.resolve("history.gz");
        history.dump(file, population);
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            assertThat(String.join("\n", lines.lines().toList()))
                    .contains(
                            "topic 0 is d/a",
                            "BEGUN client 1 message 1 topic 0 qos 1",
                            "DELIVERED client 3 message 1",
                            "too slow",
                            "KILLED in cycle 7");
        }
    }

    private int begun(int where, int qos) {
        return history.begun(PUBLISHER, where, qos, false, false);
    }

    private int acknowledged(int where, int qos) {
        int message = begun(where, qos);
        history.acknowledged(PUBLISHER, message);
        return message;
    }

    private int retained(boolean clear) {
        int message = history.begun(PUBLISHER, value, 1, true, clear);
        history.acknowledged(PUBLISHER, message);
        return message;
    }

    private void deliver(int where, int qos, int message) {
        history.delivered(SUBSCRIBER, where, qos, false, false, message);
    }

    private Verdict verdict() {
        return new Judge(population, history, true).verdict();
    }

    private void clean() {
        Verdict verdict = verdict();
        assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
    }

    private void onlyFault(Fault fault) {
        Verdict verdict = verdict();
        for (Fault each : Fault.values()) {
            assertThat(verdict.count(each)).as(each + " in " + verdict).isEqualTo(each == fault ? 1 : 0);
        }
    }
}
