package io.ternmq.routing;

import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.event.DropReason;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.routing.SharedGroup.Members;
import io.ternmq.store.CommitLane;
import io.ternmq.store.SessionUid;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to the receivers of a loop, what is routed on it and what other loops have handed over. While a delivery is under
 * way, another publish that it leads to is put aside in a batch, and delivered when the first is done. On its loop only.
 */
final class LocalDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDelivery.class);
    /** After so many bytes handed over by others, the loop's own input has its turn. */
    private static final long DRAIN_BYTES = 2L * 1024 * 1024;

    private final Loop loop;
    private final CommitLane lane;
    private final MemberChoice choice;
    private final HandOffs handOffs;
    private final Counters.Lane counters;
    private final EventBus events;
    private final SessionUid[] one = new SessionUid[1];
    private final int[] oneWord = new int[1];

    private boolean delivering;
    private @Nullable Object[] parts = new Object[8];
    private long[] cursors = new long[8];
    private int partCount;
    private Batch aside = new Batch(null);
    private Batch asideSpare = new Batch(null);
    private long asideMessage;

    LocalDelivery(
            Loop loop,
            CommitLane lane,
            MemberChoice choice,
            HandOffs handOffs,
            Counters.Lane counters,
            EventBus events) {
        this.loop = loop;
        this.lane = lane;
        this.choice = choice;
        this.handOffs = handOffs;
        this.counters = counters;
        this.events = events;
    }

    // ------------------------------------------------------------------ the publish that is being routed here

    /** Adds a part that {@link #deliver} is to deliver, or puts it aside when a delivery is under way. */
    void add(Publish publish, long message, Object part, long cursor) {
        if (delivering) {
            putAside(publish, message, part, cursor);
            return;
        }
        if (partCount == parts.length) {
            parts = Arrays.copyOf(parts, partCount * 2);
            cursors = Arrays.copyOf(cursors, partCount * 2);
        }
        parts[partCount] = part;
        cursors[partCount++] = cursor;
    }

    private void putAside(Publish publish, long message, Object part, long cursor) {
        if (asideMessage != message) {
            asideMessage = message;
            aside.begin(publish);
        }
        aside.add(part, cursor);
    }

    /** Delivers a part, which may be null, and those that were added. The one saves most messages from being written down. */
    void deliver(Publish publish, long message, Subscription @Nullable [] only) {
        if (delivering) {
            if (only != null) {
                putAside(publish, message, only, 0);
            }
            return;
        }
        if (only == null && partCount == 0) {
            return;
        }
        delivering = true;
        try {
            if (only != null) {
                deliver(publish, only);
            }
            for (int i = 0; i < partCount; i++) {
                Object part = parts[i];
                parts[i] = null;
                if (part != null) {
                    deliver(publish, part, cursors[i]);
                }
            }
        } finally {
            partCount = 0;
            delivering = false;
        }
        deliverAside();
    }

    private void deliverAside() {
        while (aside.count() > 0) {
            Batch batch = aside;
            aside = asideSpare;
            asideSpare = batch;
            asideMessage = 0;
            deliverAll(batch);
            batch.clear();
        }
    }

    // ------------------------------------------------------------------ what others have handed over

    /** Empties the mailbox, or a good part of it. */
    void drain(Mailbox mailbox) {
        mailbox.begin();
        long drained = 0;
        while (drained < DRAIN_BYTES) {
            Batch batch = mailbox.poll();
            if (batch == null) {
                return;
            }
            drained += batch.weight();
            deliverAll(batch);
            HandOff owner = batch.owner();
            if (owner != null) {
                owner.done(batch);
            }
            deliverAside();
        }
        mailbox.again();
    }

    private void deliverAll(Batch batch) {
        delivering = true;
        try {
            for (int i = 0; i < batch.count(); i++) {
                Publish message = batch.message(i);
                for (int part = batch.partsFrom(i); part < batch.partsTo(i); part++) {
                    deliver(message, batch.part(part), batch.cursor(part));
                }
            }
        } finally {
            delivering = false;
        }
    }

    // ------------------------------------------------------------------ one part

    private void deliver(Publish publish, Object part, long cursor) {
        if (part instanceof Subscription[] plain) {
            deliver(publish, plain);
        } else {
            deliverShared(publish, (Members) part, cursor);
        }
    }

    private void deliver(Publish publish, Subscription[] plain) {
        for (Subscription subscription : plain) {
            deliver(publish, subscription);
        }
    }

    private boolean deliver(Publish publish, Subscription subscription) {
        try {
            return subscription.receiver().deliver(publish, subscription);
        } catch (RuntimeException e) {
            SubscriberId receiver = subscription.receiver().id();
            LOG.error("Delivering a message on '{}' to '{}' failed", publish.topic(), receiver, e);
            dropped(receiver, publish, DropReason.RECEIVER_FAILED);
            // Nobody knows how far it got: another member must not get it too.
            return true;
        }
    }

    /** Gives the message to the member that was chosen, or to the next one when that refuses, here or on its loop. */
    private void deliverShared(Publish publish, Members members, long first) {
        Publish message = publish;
        long cursor = first;
        while (true) {
            Subscription chosen = members.at(MemberChoice.index(members, cursor));
            int home = chosen.receiver().loop().index();
            if (home != loop.index()) {
                handOffs.beginMessage();
                handOffs.add(home, message, members, cursor);
                return;
            }
            if (deliver(message, chosen)) {
                return;
            }
            cursor = choice.next(members, cursor);
            boolean nobody = cursor == MemberChoice.NOBODY;
            message = move(message, chosen, nobody ? null : members.at(MemberChoice.index(members, cursor)));
            if (nobody) {
                drop(message, members);
                return;
            }
        }
    }

    /**
     * Takes the message from a member that was recorded as its receiver to another one: first the new record, then the end of
     * the old, so that a crash between them leaves it with both rather than with none.
     */
    private Publish move(Publish publish, Subscription from, @Nullable Subscription to) {
        SessionUid old = recorded(publish, from);
        SessionUid other = to == null ? null : recorded(publish, to);
        if (old == null && other == null) {
            return publish;
        }
        Publish moved = publish.copy(publish.qos(), publish.retain()).sequence(0);
        if (to != null && other != null) {
            one[0] = other;
            oneWord[0] = to.receiver().deliveryWord(moved, to);
            moved.sequence(lane.append(moved, one, oneWord, 1));
        }
        if (old != null) {
            lane.appendDone(old, publish.sequence(), 0);
        }
        handOffs.askTurnEnd();
        return moved;
    }

    /** Under whose identity a publish is recorded for a subscription; null when it isn't. */
    static @Nullable SessionUid recorded(Publish publish, Subscription subscription) {
        return publish.qos() == Qos.AT_MOST_ONCE ? null : FanOut.uid(subscription);
    }

    /** No member of a shared subscription takes the message. */
    void drop(Publish publish, Members members) {
        if (members.isEmpty()) {
            return;
        }
        Subscription any = members.at(0);
        SubscriberId group =
                new SubscriberId(any.receiver().id().mountpoint(), any.filter().toString());
        dropped(group, publish, DropReason.NO_SHARED_MEMBER);
    }

    private void dropped(SubscriberId receiver, Publish publish, DropReason reason) {
        counters.add(Counter.MESSAGE_DROP, reason, 1);
        if (events.wants(BrokerEvent.MessageDropped.class)) {
            events.publish(new BrokerEvent.MessageDropped(
                    receiver, publish.topic().toString(), publish.qos().value(), reason));
        }
    }
}
