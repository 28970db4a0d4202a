package io.ternmq.durability;

import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import io.ternmq.conformance.harness.Prop;
import io.ternmq.conformance.harness.SubscribePacket;
import io.ternmq.durability.Population.Subscription;

/** A persistent subscriber with one subscription, and its application: what passed the de-duplication is a delivery. */
final class Subscriber extends CheckedClient {
    private static final int SUBSCRIBE_ID = 1;

    private final Subscription subscription;
    private final int receiveMaximum;
    private final IncomingPublishes incoming;
    private boolean subscribed;
    private long lastNews = System.nanoTime();

    /** @param receiveMaximum for MQTT 5 */
    Subscriber(Surroundings its, int number, MqttVersion version, Subscription subscription, int receiveMaximum) {
        super(its, number, "subscriber-" + number, version);
        this.subscription = subscription;
        this.receiveMaximum = receiveMaximum;
        this.incoming = new IncomingPublishes(number, its.history());
    }

    /** Nanoseconds of {@link System#nanoTime} at which something came last. */
    long lastNews() {
        return lastNews;
    }

    boolean isSubscribed() {
        return isOnline() && subscribed;
    }

    /** Tells a history that was cleared of the subscription that goes on. */
    void noteSubscription() {
        if (subscribed) {
            its.history().subscribed(number);
        }
    }

    @Override
    void prepare(ConnectPacket connect) {
        if (version.hasProperties()) {
            connect.with(Prop.RECEIVE_MAXIMUM, receiveMaximum);
        }
    }

    @Override
    void onOnline(Packet connack, boolean resumed) {
        lastNews = System.nanoTime();
        if (!subscribed) {
            send(SubscribePacket.filters(SUBSCRIBE_ID)
                    .filter(subscription.filter(), subscription.qos())
                    .subscribeBytes(version));
        }
    }

    @Override
    void onSessionGone() {
        subscribed = false;
        incoming.clear();
    }

    @Override
    void onPacket(Packet packet) {
        lastNews = System.nanoTime();
        switch (packet.kind()) {
            case PUBLISH -> onPublish(packet);
            case PUBREL -> {
                incoming.release(packet.packetId());
                acknowledge(PacketKind.PUBCOMP, packet);
            }
            case SUBACK -> onSuback(packet);
            default -> its.history().complain(number, "a subscriber was sent " + packet);
        }
    }

    private void onPublish(Packet publish) {
        int message = Payloads.message(publish.payload());
        switch (publish.qos()) {
            case 1 -> {
                deliver(publish, message);
                acknowledge(PacketKind.PUBACK, publish);
            }
            case 2 -> {
                if (incoming.accept(publish.packetId(), message)) {
                    deliver(publish, message);
                }
                acknowledge(PacketKind.PUBREC, publish);
            }
            default -> its.history().complain(number, "QoS 0 from " + publish);
        }
    }

    private void deliver(Packet publish, int message) {
        int topic = its.population().find(publish.topic());
        if (topic < 0 || message < 0) {
            its.history().complain(number, "garbled " + publish);
        } else {
            its.history().delivered(number, topic, publish.qos(), publish.retain(), publish.dup(), message);
        }
    }

    private void acknowledge(PacketKind kind, Packet packet) {
        send(OutgoingPublishes.acknowledgement(kind, packet.packetId()));
    }

    private void onSuback(Packet suback) {
        int code = suback.codes().get(0);
        if (code == subscription.qos()) {
            subscribed = true;
            its.history().subscribed(number);
        } else {
            its.history().complain(number, "wanted QoS " + subscription.qos() + " and got " + suback);
        }
    }
}
