package io.ternmq.store;

import static io.ternmq.store.StoreDriver.uid;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ternmq.protocol.Publish;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a loop allocates for a durable message, once all is warm. */
class LaneAllocationTest {
    private static final int BATCHES = 500;
    private static final int RECORDS = 100;

    @TempDir
    Path folder;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final SessionUid[] receivers = {uid(1), uid(2), uid(1)};
    private final int[] words = {1, 2, 3};
    private final Publish message = StoreDriver.message("a/b", "x".repeat(64));

    private void write(StoreDriver driver) {
        CommitLane lane = driver.lane();
        for (int i = 0; i < BATCHES; i++) {
            for (int k = 0; k < RECORDS; k++) {
                long sequence = lane.append(message, receivers, words, 3);
                lane.appendSent(receivers[1], sequence, 1);
                lane.appendReceived(receivers[1], 1);
                lane.appendDone(receivers[1], sequence, 1);
                lane.appendInbound(receivers[1], k + 1, true);
                lane.appendInbound(receivers[1], k + 1, false);
            }
            lane.submit();
            if (lane.congested()) {
                driver.await(() -> !lane.congested());
            }
        }
    }

    @Test
    void a_record_allocates_nothing_on_the_loop() {
        try (StoreDriver driver = new StoreDriver(folder, null)) {
            driver.open(1);
            driver.open(2);
            write(driver);
            driver.commit();
            long before = threads.getCurrentThreadAllocatedBytes();
            write(driver);
            double each = (double) (threads.getCurrentThreadAllocatedBytes() - before) / BATCHES / RECORDS;
            driver.commit();
            // A hand-over is a node of a queue, and a batch when none has come back; never something for each record.
            assertThat(each).isLessThan(10);
        }
    }
}
