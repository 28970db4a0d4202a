package io.ternmq.durability;

import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.SubscribePacket;
import io.ternmq.durability.CheckedClient.Surroundings;
import java.time.Duration;
import java.util.BitSet;

/**
 * Reads all retained values as a new client, again and again; one reading at a time. It is over when every value has come that
 * has to be there and a moment more has passed, or when the time is up: then the judge sees what is absent.
 */
final class RetainedReader {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration MOMENT = Duration.ofMillis(300);

    private final Surroundings its;
    private final int number;
    private final RetainedBoard board;
    private final Duration patience;
    private final String[] filters;
    private int readings;
    private int wholeReadings;
    private boolean stopped;
    private boolean busy;

    RetainedReader(Surroundings its, int number, RetainedBoard board, Duration patience, String... filters) {
        this.its = its;
        this.number = number;
        this.board = board;
        this.patience = patience;
        this.filters = filters;
    }

    void start() {
        stopped = false;
        if (!busy) {
            read();
        }
    }

    /** No further reading; the one that is under way is finished. */
    void stop() {
        stopped = true;
    }

    /** How many readings were not cut short. */
    int wholeReadings() {
        return wholeReadings;
    }

    private void read() {
        busy = !stopped;
        if (busy) {
            readings++;
            new Reading(readings % 2 == 0 ? MqttVersion.V5 : MqttVersion.V311);
        }
    }

    private final class Reading implements Link.Listener {
        private final MqttVersion version;
        private final Link link;
        private int[] acknowledged = {};
        private final BitSet awaited = new BitSet();
        private boolean begun;
        private boolean complete;
        private boolean over;

        Reading(MqttVersion version) {
            this.version = version;
            this.link = Link.open(its.loop(), its.broker(), version, this);
        }

        @Override
        public void onOpen() {
            link.write(ConnectPacket.connect(version, "reader-" + readings)
                    .keepAlive(0)
                    .bytes());
        }

        @Override
        public void onPacket(Packet packet) {
            switch (packet.kind()) {
                case CONNACK -> {
                    if (packet.reasonCode() == 0) {
                        begin();
                    } else {
                        end(false);
                    }
                }
                case PUBLISH -> onPublish(packet);
                default -> {}
            }
        }

        private void begin() {
            begun = true;
            its.history().readBegun(number);
            acknowledged = board.acknowledged();
            awaited.set(0, board.topics());
            SubscribePacket subscribe = SubscribePacket.filters(1);
            for (String filter : filters) {
                subscribe.filter(filter, 0);
            }
            link.write(subscribe.subscribeBytes(version));
            its.loop().after(patience, () -> end(true));
            its.loop().after(MOMENT, this::check);
        }

        private void check() {
            if (complete) {
                end(true);
            }
            complete = awaited.stream().allMatch(topic -> board.mayBeEmpty(topic, acknowledged[topic]));
            if (!over) {
                its.loop().after(MOMENT, this::check);
            }
        }

        private void onPublish(Packet publish) {
            if (!publish.retain()) {
                // Published while it reads. What this replaces need not be sent any more.
                return;
            }
            int topic = its.population().find(publish.topic());
            int message = Payloads.message(publish.payload());
            if (topic < 0 || message < 0) {
                its.history().complain(number, "garbled " + publish);
                return;
            }
            its.history().value(number, topic, message);
            awaited.clear(topic);
        }

        @Override
        public void onMalformed(String violation) {
            its.history().complain(number, violation);
        }

        @Override
        public void onClosed() {
            end(false);
        }

        private void end(boolean whole) {
            if (over) {
                return;
            }
            over = true;
            link.close();
            if (begun) {
                its.history().readEnded(number, whole);
                wholeReadings += whole ? 1 : 0;
            }
            its.loop().after(PAUSE, RetainedReader.this::read);
        }
    }
}
