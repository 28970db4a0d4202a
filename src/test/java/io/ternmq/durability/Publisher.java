package io.ternmq.durability;

import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.durability.OutgoingPublishes.Draft;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Keeps a window of QoS 1 and 2 publishes full: mostly small ones, some large, some retained, some that clear a retained value. */
final class Publisher extends CheckedClient {
    private static final int ONE_LARGE_IN = 300;
    private static final int LARGE = 50_000;
    private static final int SMALL = 200;
    private static final int ONE_RETAINED_IN = 25;
    private static final int CLEARING_PERCENT = 30;

    private final OutgoingPublishes outgoing;
    private final Pace pace;
    private final int window;
    private final List<Integer> topics;
    private final int retainedTopic;
    private final List<Integer> clearedTopics;
    private final Deque<Draft> anew = new ArrayDeque<>();
    private int allowed = 1;
    private boolean active = true;

    /**
     * @param topics what it publishes to
     * @param retainedTopic a topic of its own, on which every publish is retained
     * @param clearedTopics topics of its own whose retained values come and go
     */
    Publisher(
            Surroundings its,
            int number,
            MqttVersion version,
            OutgoingPublishes outgoing,
            Pace pace,
            int window,
            List<Integer> topics,
            int retainedTopic,
            List<Integer> clearedTopics) {
        super(its, number, "publisher-" + number, version);
        this.outgoing = outgoing;
        this.pace = pace;
        this.window = window;
        this.topics = topics;
        this.retainedTopic = retainedTopic;
        this.clearedTopics = clearedTopics;
    }

    /** Whether to begin new messages. */
    void activate(boolean wanted) {
        active = wanted;
        if (!wanted) {
            anew.clear();
        }
    }

    /** Whether every message it has begun is over. */
    boolean isDone() {
        return isOnline() && outgoing.size() == 0;
    }

    List<Integer> unfinished() {
        return outgoing.messages();
    }

    @Override
    void onOnline(Packet connack, boolean resumed) {
        allowed = (int) Math.min(window, connack.props().number(Prop.RECEIVE_MAXIMUM, 0xFFFF));
        outgoing.resend(this::send);
        fill();
    }

    @Override
    void onSessionGone() {
        List<Draft> drafts = outgoing.abandon();
        if (active) {
            anew.addAll(drafts);
        }
    }

    @Override
    void onPacket(Packet packet) {
        switch (packet.kind()) {
            case PUBACK -> outgoing.onPuback(packet.packetId(), packet.reasonCode());
            case PUBREC -> {
                byte[] pubrel = outgoing.onPubrec(packet.packetId(), packet.reasonCode());
                if (pubrel != null) {
                    send(pubrel);
                }
            }
            case PUBCOMP -> outgoing.onPubcomp(packet.packetId());
            default -> its.history().complain(number, "a publisher was sent " + packet);
        }
        fill();
    }

    /** Begins as many messages as window and pace allow. */
    void fill() {
        while (active && isOnline() && outgoing.size() < allowed && pace.take()) {
            Draft draft = anew.isEmpty() ? draft() : anew.remove();
            send(outgoing.begin(draft, its.population().topicName(draft.topic())));
        }
    }

    private Draft draft() {
        Random random = its.random();
        int size = Payloads.SMALLEST + random.nextInt(random.nextInt(ONE_LARGE_IN) == 0 ? LARGE : SMALL);
        if (random.nextInt(ONE_RETAINED_IN) > 0) {
            return new Draft(topics.get(random.nextInt(topics.size())), 1 + random.nextInt(2), false, false, size);
        }
        // One QoS for one topic, so that the order of its values is certain.
        int qos = 1 + number % 2;
        if (random.nextBoolean()) {
            return new Draft(retainedTopic, qos, true, false, size);
        }
        int topic = clearedTopics.get(random.nextInt(clearedTopics.size()));
        return new Draft(topic, qos, true, random.nextInt(100) < CLEARING_PERCENT, size);
    }
}
