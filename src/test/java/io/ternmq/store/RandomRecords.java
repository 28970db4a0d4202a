package io.ternmq.store;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.store.StoreModel.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes records into a store's lanes as a seed says, and keeps them in the order of the log for a model. */
final class RandomRecords {
    private static final int SESSIONS = 6;

    private final Random random;
    private final int payloadBytes;
    /** Everything that was submitted, in the order of the log. */
    final List<Operation> log = new ArrayList<>();
    /** What has been appended and not submitted, of each lane. */
    private final List<List<Operation>> open = List.of(new ArrayList<>(), new ArrayList<>());
    /** The state after all that was appended, roughly: what makes sense next. */
    private StoreModel ahead = new StoreModel();

    /** Present numbers of the sessions; one that is removed has another one afterwards. */
    private final long[] numbers = {1, 2, 3, 4, 5, 6};

    private int messages;
    private int packetIds;

    RandomRecords(Random random, int payloadBytes) {
        this.random = random;
        this.payloadBytes = payloadBytes;
    }

    /** Goes on from what a recovered store has. */
    void resume(int operations) {
        log.subList(operations, log.size()).clear();
        open.forEach(List::clear);
        ahead = model(operations);
    }

    /** The model after so many operations. */
    StoreModel model(int operations) {
        StoreModel model = new StoreModel();
        for (Operation operation : log.subList(0, operations)) {
            operation.applyTo(model);
        }
        return model;
    }

    /** Appends something to one of the lanes, or submits one. */
    void step(StoreDriver driver) {
        int lane = random.nextInt(2);
        if (random.nextInt(4) == 0) {
            submit(driver, lane);
        } else if (random.nextInt(2) == 0) {
            message(driver, lane);
        } else {
            // A session's own records all go into one lane.
            change(driver, lane, numbers[random.nextInt(SESSIONS / 2) * 2 + lane]);
        }
    }

    void submit(StoreDriver driver, int lane) {
        driver.lanes.get(lane).submit();
        log.addAll(open.get(lane));
        open.get(lane).clear();
    }

    private void add(int lane, Operation operation) {
        open.get(lane).add(operation);
        operation.applyTo(ahead);
    }

    private void message(StoreDriver driver, int lane) {
        List<Long> all = new ArrayList<>(ahead.numbers());
        // So that what the model knows of the order between lanes is what the log has.
        submit(driver, 1 - lane);
        if (all.isEmpty()) {
            return;
        }
        long[] receivers = new long[1 + random.nextInt(3)];
        for (int i = 0; i < receivers.length; i++) {
            receivers[i] = all.get(random.nextInt(all.size()));
        }
        SessionUid[] uids = new SessionUid[receivers.length];
        for (int i = 0; i < receivers.length; i++) {
            uids[i] = StoreDriver.uid(receivers[i]);
        }
        String payload = "m" + ++messages + "-" + "x".repeat(random.nextInt(payloadBytes));
        long sequence = driver.lanes.get(lane).append(StoreDriver.message("t/" + messages, payload), uids, uids.length);
        add(lane, model -> model.message(sequence, payload, receivers));
    }

    private void change(StoreDriver driver, int index, long number) {
        CommitLane lane = driver.lanes.get(index);
        SessionUid uid = StoreDriver.uid(number);
        // Messages of the other lane may be meant.
        submit(driver, 1 - index);
        int packetId = random.nextInt(5) + 1;
        switch (random.nextInt(9)) {
            case 0 -> {
                lane.append(new StoreRecord.SessionOpened(uid, StoreDriver.PUBLISHER, 60));
                add(index, model -> model.open(number));
            }
            case 1 -> {
                long expiresAt = random.nextInt(1000);
                lane.append(new StoreRecord.SessionClosed(uid, expiresAt, null, Publish.NEVER));
                add(index, model -> model.close(number, expiresAt));
            }
            case 2 -> {
                boolean put = random.nextInt(3) > 0;
                String filter = "f/" + packetId;
                lane.append(
                        put
                                ? new StoreRecord.SubscriptionPut(
                                        uid, TopicFilter.of(filter), SubscriptionOptions.ofQos(Qos.AT_LEAST_ONCE), 1)
                                : new StoreRecord.SubscriptionRemoved(uid, TopicFilter.of(filter)));
                add(index, model -> model.subscribe(number, filter, put));
            }
            case 3 -> {
                boolean inUse = random.nextBoolean();
                lane.appendInbound(uid, packetId, inUse);
                add(index, model -> model.inbound(number, packetId, inUse));
            }
            case 4 -> retain(lane, index, "r/" + packetId);
            case 5 -> {
                if (random.nextInt(5) == 0) {
                    lane.append(new StoreRecord.SessionRemoved(uid));
                    add(index, model -> model.remove(number));
                    numbers[(int) (number - 1) % SESSIONS] += SESSIONS;
                }
            }
            default -> delivery(lane, index, number, uid);
        }
    }

    private void retain(CommitLane lane, int index, String topic) {
        if (random.nextInt(3) > 0) {
            String payload = "v" + ++messages;
            lane.append(new StoreRecord.RetainedPut(
                    "", StoreDriver.message(topic, payload).copy(Qos.AT_LEAST_ONCE, true)));
            add(index, model -> model.retain(topic, payload));
        } else {
            lane.append(new StoreRecord.RetainedRemoved("", Topic.of(topic)));
            add(index, model -> model.forget(topic));
        }
    }

    private void delivery(CommitLane lane, int index, long number, SessionUid uid) {
        List<long[]> deliveries = ahead.deliveries(number);
        if (deliveries.isEmpty()) {
            return;
        }
        long[] chosen = deliveries.get(random.nextInt(Math.min(3, deliveries.size())));
        long sequence = chosen[0];
        int sentAs = (int) chosen[1];
        if (sentAs == 0 && random.nextInt(4) > 0) {
            int packetId = ++packetIds % 60000 + 1;
            lane.appendSent(uid, sequence, packetId);
            add(index, model -> model.sent(number, sequence, packetId));
        } else if (sentAs != 0 && random.nextInt(3) == 0) {
            lane.appendReceived(uid, sentAs);
            add(index, model -> model.received(number, sentAs));
        } else {
            lane.appendDone(uid, sequence, sentAs);
            add(index, model -> model.done(number, sequence, sentAs));
        }
    }
}
