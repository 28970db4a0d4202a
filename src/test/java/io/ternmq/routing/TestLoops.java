package io.ternmq.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Event loops for tests, of two kinds. <em>Stepped</em> ones have no threads: the test says when a turn is run, and a seed says
 * whose and how long it is, so that a run can be repeated. Their clock stands still until {@link #advance}. <em>Threaded</em>
 * ones are real single threads with the system's clock.
 */
public final class TestLoops implements AutoCloseable {
    private final List<TestLoop> all = new ArrayList<>();
    private final Loops loops;
    private final boolean threaded;
    private final Random random;
    private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    private @Nullable TestLoop running;

    private TestLoops(int count, boolean threaded, long seed) {
        this.threaded = threaded;
        this.random = new Random(seed);
        for (int i = 0; i < count; i++) {
            all.add(new TestLoop(this, i, threaded));
        }
        this.loops = new Loops(List.copyOf(all));
    }

    /** Loops without threads. */
    public static TestLoops stepped(int count, long seed) {
        return new TestLoops(count, false, seed);
    }

    /** Loops with a thread each. */
    public static TestLoops threads(int count) {
        TestLoops made = new TestLoops(count, true, 0);
        made.all.forEach(TestLoop::start);
        return made;
    }

    public Loops loops() {
        return loops;
    }

    public int count() {
        return all.size();
    }

    public Loop get(int index) {
        return all.get(index);
    }

    /** Runs a task as a turn of the loop, its end of turn included; returns when it has run. */
    public void on(int index, Runnable task) {
        call(index, () -> {
            task.run();
            return true;
        });
    }

    /** As {@link #on}, with a result. What the task throws is thrown. */
    public <T> T call(int index, Callable<T> task) {
        TestLoop loop = all.get(index);
        if (!threaded) {
            return turn(loop, task);
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("a task on loop " + index + " failed", e);
        }
    }

    private <T> T turn(TestLoop loop, Callable<T> task) {
        TestLoop before = running;
        running = loop;
        try {
            T result = task.call();
            loop.endTurn();
            return result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            running = before;
        }
    }

    /** Runs one turn of one of the loops that have something to do; says whether there was one. Stepped loops only. */
    public boolean step() {
        List<TestLoop> busy = all.stream().filter(TestLoop::hasTasks).toList();
        if (busy.isEmpty()) {
            return false;
        }
        TestLoop loop = busy.get(random.nextInt(busy.size()));
        int tasks = 1 + random.nextInt(3);
        turn(loop, () -> {
            loop.runTasks(tasks);
            return true;
        });
        return true;
    }

    /** Runs turns until no loop has anything to do, but for timers. Stepped loops only. */
    public void settle() {
        for (int turns = 0; step(); turns++) {
            if (turns > 10_000_000) {
                throw new AssertionError("the loops don't come to rest");
            }
        }
    }

    /** Moves the clock and runs what that makes due. Stepped loops only. */
    public void advance(Duration time) {
        long until = clock.get() + time.toMillis();
        settle();
        while (true) {
            TestLoop next = null;
            for (TestLoop loop : all) {
                if (loop.nextDeadline() <= until && (next == null || loop.nextDeadline() < next.nextDeadline())) {
                    next = loop;
                }
            }
            if (next == null) {
                break;
            }
            clock.set(Math.max(clock.get(), next.nextDeadline()));
            next.runDueTimer();
            settle();
        }
        clock.set(until);
    }

    boolean isRunning(TestLoop loop) {
        return running == loop;
    }

    long now() {
        return threaded ? System.currentTimeMillis() : clock.get();
    }

    /** Ends the threads. */
    @Override
    public void close() {
        all.forEach(TestLoop::stop);
    }
}
