package io.ternmq.transport.connection;

import java.net.InetAddress;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of what clients did wrong: one line per second and address; what was left out is told by number. At most so many
 * addresses are told apart; the others are one offender together. From any thread.
 */
public final class OffenderLog {
    private static final Logger LOG = LoggerFactory.getLogger(OffenderLog.class);
    private static final int MAX_OFFENDERS = 4096;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String OTHERS = "others";

    private final Map<Object, Offender> offenders = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    public OffenderLog() {
        this(System::nanoTime);
    }

    /** With a clock of one's own. */
    OffenderLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** All access under its own lock; the number of lines left out since the last one. */
    private static final class Offender {
        private long loggedAt;
        private int leftOut;
        private boolean known;

        /** How many lines were left out before this one that may be written now; -1 when it is to be left out too. */
        synchronized int offer(long now) {
            if (known && now - loggedAt < QUIET_NANOS) {
                leftOut++;
                return -1;
            }
            int before = leftOut;
            known = true;
            loggedAt = now;
            leftOut = 0;
            return before;
        }

        /** What has been left out and is to be told now that it is quiet; -1 while it isn't quiet. */
        synchronized int quietSince(long now) {
            return now - loggedAt < QUIET_NANOS ? -1 : leftOut;
        }
    }

    /** Writes the line unless the address had one within the last second. */
    public void line(@Nullable InetAddress address, String text) {
        Offender offender = offender(address);
        int leftOut = offender.offer(nanos.getAsLong());
        if (leftOut == 0) {
            LOG.info(text);
        } else if (leftOut > 0) {
            LOG.info("{} (and {} more like it within a second)", text, leftOut);
        }
    }

    /** As {@link #line}, with the stack of what is our own fault. */
    public void fault(@Nullable InetAddress address, String text, Throwable fault) {
        if (offender(address).offer(nanos.getAsLong()) >= 0) {
            LOG.error(text, fault);
        }
    }

    /** Tells what was left out of those who are quiet now, and forgets them. Once per second. */
    public void sweep() {
        long now = nanos.getAsLong();
        Iterator<Map.Entry<Object, Offender>> each = offenders.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Object, Offender> entry = each.next();
            int leftOut = entry.getValue().quietSince(now);
            if (leftOut >= 0) {
                each.remove();
            }
            if (leftOut > 0) {
                LOG.info("{} more lines about {} were left out", leftOut, entry.getKey());
            }
        }
    }

    private Offender offender(@Nullable InetAddress address) {
        Object key = address == null || offenders.size() >= MAX_OFFENDERS && !offenders.containsKey(address)
                ? OTHERS
                : address;
        return offenders.computeIfAbsent(key, unknown -> new Offender());
    }
}
