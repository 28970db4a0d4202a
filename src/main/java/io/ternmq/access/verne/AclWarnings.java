package io.ternmq.access.verne;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log what is wrong with ACLs in a database, at most one line in ten seconds. Thread safe. */
final class AclWarnings {
    private static final Logger LOG = LoggerFactory.getLogger(AclWarnings.class);
    private static final long EVERY_NANOS = 10_000_000_000L;

    private final String source;
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - EVERY_NANOS);
    private final AtomicLong leftOut = new AtomicLong();

    AclWarnings(String source) {
        this.source = source;
    }

    void accept(Identity who, String warning) {
        long last = lastNanos.get();
        long now = System.nanoTime();
        if (now - last >= EVERY_NANOS && lastNanos.compareAndSet(last, now)) {
            LOG.warn("{}, {}: {} ({} such lines left out)", source, who.words(), warning, leftOut.getAndSet(0));
        } else {
            leftOut.incrementAndGet();
        }
    }
}
