package io.ternmq.routing;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.store.SessionUid;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Plain subscriptions that get the same message, in parts by their event loop. Immutable. */
final class FanOut {
    private static final Subscription[] NOBODY = {};
    static final FanOut NONE = of(new Subscription[0], 0);

    private final int version;
    private final int count;
    /** The loops that have receivers, and what each of them gets. */
    private final int[] loops;

    private final Subscription[][] parts;
    private final Subscription[] durable;
    /** Whether a durable receiver mustn't get what it publishes itself. */
    private final boolean durableNoLocal;

    private FanOut(int version, int count, int[] loops, Subscription[][] parts) {
        this.version = version;
        this.count = count;
        this.loops = loops;
        this.parts = parts;
        this.durable = durable(parts, null);
        boolean noLocal = false;
        for (Subscription[] part : parts) {
            for (Subscription subscription : part) {
                noLocal |= subscription.options().noLocal() && uid(subscription) != null;
            }
        }
        this.durableNoLocal = noLocal;
    }

    /** The subscriptions of an array that is the fan-out's from now on. */
    static FanOut of(Subscription[] all, int version) {
        if (all.length == 1) {
            return new FanOut(version, 1, new int[] {all[0].receiver().loop().index()}, new Subscription[][] {all});
        }
        int most = 0;
        for (Subscription subscription : all) {
            most = Math.max(most, subscription.receiver().loop().index() + 1);
        }
        int[] sizes = new int[most];
        for (Subscription subscription : all) {
            sizes[subscription.receiver().loop().index()]++;
        }
        int[] loops = new int[most];
        Subscription[][] parts = new Subscription[most][];
        int[] partOf = new int[most];
        int used = 0;
        for (int loop = 0; loop < most; loop++) {
            if (sizes[loop] > 0) {
                loops[used] = loop;
                parts[used] = new Subscription[sizes[loop]];
                partOf[loop] = used++;
            }
        }
        for (Subscription subscription : all) {
            int loop = subscription.receiver().loop().index();
            Subscription[] part = parts[partOf[loop]];
            part[part.length - sizes[loop]--] = subscription;
        }
        return new FanOut(version, all.length, Arrays.copyOf(loops, used), Arrays.copyOf(parts, used));
    }

    int version() {
        return version;
    }

    /** How many subscriptions. */
    int count() {
        return count;
    }

    /** How many loops have receivers. */
    int loops() {
        return loops.length;
    }

    int loop(int part) {
        return loops[part];
    }

    Subscription[] part(int part) {
        return parts[part];
    }

    /** The subscriptions of durable sessions that get a message of QoS 1 or 2. */
    Subscription[] durable(Publish publish) {
        SubscriberId publisher = publish.publisher();
        return durableNoLocal && publisher != null ? durable(parts, publisher) : durable;
    }

    private static Subscription[] durable(Subscription[][] parts, @Nullable SubscriberId publisher) {
        Subscription[] found = NOBODY;
        int size = 0;
        for (Subscription[] part : parts) {
            for (Subscription subscription : part) {
                if (uid(subscription) == null
                        || publisher != null
                                && subscription.options().noLocal()
                                && subscription.receiver().id().equals(publisher)) {
                    continue;
                }
                if (size == found.length) {
                    found = Arrays.copyOf(found, Math.max(1, size * 2));
                }
                found[size++] = subscription;
            }
        }
        return size == found.length ? found : Arrays.copyOf(found, size);
    }

    /** Whose record a message of QoS 1 or 2 goes into for the subscription; null when nobody's. */
    static @Nullable SessionUid uid(Subscription subscription) {
        return subscription.options().qos() == Qos.AT_MOST_ONCE
                ? null
                : subscription.receiver().durable();
    }
}
