package io.ternmq.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of one shared subscription: those with the same share name <em>and</em> filter (MQTT 5 section 4.8.2). Written under
 * the lock of the table, read by any loop. A message is given to one member of an immutable {@link Members}.
 */
final class SharedGroup {
    private final String name;
    private volatile Members members;

    SharedGroup(String name, Subscription first) {
        this.name = name;
        this.members = new Members(this, new Subscription[] {first});
    }

    /** The members at one time, in the order in which they joined. */
    static final class Members {
        private final SharedGroup group;
        private final Subscription[] all;
        private final boolean anyLocal;
        /** Whose turn is next, and who is stuck to; racy hints that any loop may overwrite, never wrong to use. */
        private int turn;

        private int sticky = -1;

        private Members(SharedGroup group, Subscription[] all) {
            this.group = group;
            this.all = all;
            boolean local = false;
            for (Subscription member : all) {
                local |= member.receiver().local();
            }
            this.anyLocal = local;
        }

        SharedGroup group() {
            return group;
        }

        int count() {
            return all.length;
        }

        boolean isEmpty() {
            return all.length == 0;
        }

        Subscription at(int index) {
            return all[index];
        }

        List<Subscription> list() {
            return List.of(all);
        }

        /** Whether a member is on this node. */
        boolean anyLocal() {
            return anyLocal;
        }

        /** Whether a member's session outlives its connection. */
        boolean anyDurable() {
            for (Subscription member : all) {
                if (FanOut.uid(member) != null) {
                    return true;
                }
            }
            return false;
        }

        int nextTurn() {
            int next = turn;
            turn = next + 1;
            return next;
        }

        int sticky() {
            return sticky;
        }

        void sticky(int index) {
            if (sticky != index) {
                sticky = index;
            }
        }

        private Members after(Members before) {
            turn = before.turn;
            if (before.sticky >= 0) {
                sticky = SubscriberSet.indexOf(all, before.all[before.sticky].receiver());
            }
            return this;
        }
    }

    String name() {
        return name;
    }

    Members members() {
        return members;
    }

    @Nullable
    Subscription add(Subscription subscription) {
        Members before = members;
        int at = SubscriberSet.indexOf(before.all, subscription.receiver());
        if (at < 0) {
            members = new Members(this, SubscriberSet.with(before.all, subscription)).after(before);
            return null;
        }
        Subscription[] other = before.all.clone();
        other[at] = subscription;
        members = new Members(this, other).after(before);
        return before.all[at];
    }

    @Nullable
    Subscription remove(Receiver receiver) {
        Members before = members;
        int at = SubscriberSet.indexOf(before.all, receiver);
        if (at < 0) {
            return null;
        }
        members = new Members(this, SubscriberSet.without(before.all, at)).after(before);
        return before.all[at];
    }
}
