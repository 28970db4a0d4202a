package io.ternmq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The queue of many producers and one consumer that carries batches. */
class MailboxTest {
    private final TestLoops loops = TestLoops.stepped(1, 1);
    private final Mailbox mailbox = new Mailbox(loops.get(0));

    @Test
    void gives_in_the_order_in_which_it_was_given() {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            batches.add(new Batch(null));
            mailbox.offer(batches.get(i));
        }
        List<Batch> taken = new ArrayList<>();
        for (Batch batch = mailbox.poll(); batch != null; batch = mailbox.poll()) {
            taken.add(batch);
        }
        assertThat(taken).isEqualTo(batches);
        assertThat(mailbox.poll()).isNull();
        mailbox.offer(batches.get(0));
        assertThat(mailbox.poll()).isSameAs(batches.get(0));
    }

    @Test
    void wakes_its_loop_once_until_that_has_begun_to_look() {
        AtomicInteger woken = new AtomicInteger();
        mailbox.open(woken::incrementAndGet);
        loops.settle();
        assertThat(woken).hasValue(1);
        for (int i = 0; i < 5; i++) {
            mailbox.offer(new Batch(null));
        }
        loops.settle();
        assertThat(woken).hasValue(2);
        mailbox.begin();
        mailbox.offer(new Batch(null));
        loops.settle();
        assertThat(woken).hasValue(3);
    }

    @Test
    void many_producers_lose_nothing_and_leave_the_loop_awake() throws Exception {
        try (TestLoops threads = TestLoops.threads(1)) {
            Mailbox busy = new Mailbox(threads.get(0));
            Map<Batch, Integer> numbers = new HashMap<>();
            List<List<Batch>> given = new ArrayList<>();
            int producers = 4;
            int each = 50_000;
            for (int p = 0; p < producers; p++) {
                List<Batch> own = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    Batch batch = new Batch(null);
                    own.add(batch);
                    numbers.put(batch, p * each + i);
                }
                given.add(own);
            }
            AtomicInteger taken = new AtomicInteger();
            int[] last = {-1, each - 1, 2 * each - 1, 3 * each - 1};
            AtomicInteger disorder = new AtomicInteger();
            busy.open(() -> {
                busy.begin();
                for (Batch batch = busy.poll(); batch != null; batch = busy.poll()) {
                    int number = numbers.get(batch);
                    disorder.addAndGet(last[number / each] + 1 == number ? 0 : 1);
                    last[number / each] = number;
                    taken.incrementAndGet();
                }
            });
            List<Thread> running = new ArrayList<>();
            for (List<Batch> own : given) {
                Thread thread = new Thread(() -> own.forEach(busy::offer));
                thread.start();
                running.add(thread);
            }
            for (Thread thread : running) {
                thread.join();
            }
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (taken.get() < producers * each && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(taken).hasValue(producers * each);
            assertThat(disorder).hasValue(0);
        }
    }
}
