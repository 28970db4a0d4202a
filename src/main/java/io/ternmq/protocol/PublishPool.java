package io.ternmq.protocol;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Copies of publishes that are used again and again: for messages that are kept only until their receiver acknowledges them, so
 * that keeping them allocates nothing. One for each event loop, on it only.
 *
 * <p>{@link #lend} gives a copy with one hold for the caller, the same copy to all who ask for the same message meanwhile. Whoever
 * has a hold gives it back once and doesn't look at the copy any more: after the last hold it will say something else. Whoever
 * wants a lent copy for longer asks it to {@link Publish#keep()} itself, which makes one that is never used again. A hold that
 * isn't given back costs that copy only, which is left to the collector.
 */
public final class PublishPool {
    /**
     * Longer messages are kept for themselves: what is made for them is small beside their bytes. Payloads that are sent by reference
     * are longer.
     */
    static final int LONGEST = 1024;
    /** So many bytes of free copies, their objects included, may wait; what comes back besides is left to the collector. */
    static final int MOST_FREE_BYTES = 2 << 20;

    private static final int SHORTEST = 64;
    private static final int OBJECT_BYTES = 128;

    private @Nullable Publish[] free = new Publish[64];
    private int count;
    private int freeBytes;

    /** What was lent last, and of which view when: others that ask for the same get the same. */
    private @Nullable Publish lent;

    private @Nullable Publish lentOf;
    private int lentEdition;

    /**
     * A copy of the publish with a hold for the caller; the publish itself when it is kept or lent already. The topic must have
     * been resolved.
     */
    public Publish lend(Publish publish) {
        Publish known = publish.own == null ? copyOf(publish) : publish;
        if (known == null) {
            if (PublishCopy.length(publish) > LONGEST) {
                return publish.keep();
            }
            known = fill(publish);
        }
        if (known.lendable) {
            known.holds++;
        }
        return known;
    }

    /** What was made of the view while it said what it says now. */
    private @Nullable Publish copyOf(Publish view) {
        Publish copy = view.keptCopy;
        boolean good =
                copy != null && (!copy.lendable || copy == lent && view == lentOf && view.edition() == lentEdition);
        return good ? copy : null;
    }

    private Publish fill(Publish view) {
        Publish copy = take(PublishCopy.length(view));
        PublishCopy.refill(copy, view);
        view.keptCopy = copy;
        lent = copy;
        lentEdition = view.edition();
        if (lentOf != view) {
            lentOf = view;
        }
        return copy;
    }

    private Publish take(int length) {
        Publish copy = count == 0 ? null : free[--count];
        if (copy == null) {
            copy = new Publish(Unpooled.EMPTY_BUFFER);
            copy.lendable = true;
        } else {
            free[count] = null;
            freeBytes -= bytesOf(copy);
        }
        byte[] own = copy.own;
        if (own == null || own.length < length) {
            copy.own = new byte[Math.max(SHORTEST, length + 15 & -16)];
        }
        return copy;
    }

    /**
     * Gives back a hold of what {@link #lend} gave; nothing is done about what isn't lent.
     *
     * @throws IllegalStateException if it is given back more often than it was lent
     */
    public void giveBack(Publish copy) {
        if (!copy.lendable) {
            return;
        }
        if (copy.holds == 0) {
            throw new IllegalStateException("given back more often than it was lent");
        }
        if (--copy.holds == 0) {
            takeBack(copy);
        }
    }

    private void takeBack(Publish copy) {
        if (copy == lent) {
            lent = null;
        }
        if (freeBytes + bytesOf(copy) > MOST_FREE_BYTES) {
            return;
        }
        if (count == free.length) {
            free = Arrays.copyOf(free, count * 2);
        }
        free[count++] = copy;
        freeBytes += bytesOf(copy);
    }

    /** Copies that wait to be lent. */
    int free() {
        return count;
    }

    private static int bytesOf(Publish copy) {
        return OBJECT_BYTES + room(copy);
    }

    private static int room(Publish copy) {
        byte[] own = copy.own;
        return own == null ? 0 : own.length;
    }
}
