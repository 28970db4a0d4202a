package io.ternmq.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One loop of {@link TestLoops}. */
final class TestLoop implements Loop {
    private final TestLoops owner;
    private final int index;
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<Runnable> turnEnd = new ArrayList<>();
    private final PriorityQueue<Deadline> timers = new PriorityQueue<>(Comparator.comparingLong(Deadline::at));
    private final @Nullable Thread thread;
    private volatile boolean stopped;

    private record Deadline(long at, Runnable task) {}

    TestLoop(TestLoops owner, int index, boolean threaded) {
        this.owner = owner;
        this.index = index;
        this.thread = threaded ? new Thread(this::run, "test-loop-" + index) : null;
    }

    void start() {
        if (thread != null) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop() {
        stopped = true;
        tasks.add(() -> {});
        if (thread != null) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        while (!stopped) {
            try {
                Runnable task = tasks.poll(1, TimeUnit.MILLISECONDS);
                if (task != null) {
                    task.run();
                    runTasks(64);
                }
                if (nextDeadline() <= owner.now()) {
                    runDueTimer();
                }
                endTurn();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                e.printStackTrace();
            }
        }
    }

    boolean hasTasks() {
        return !tasks.isEmpty();
    }

    void runTasks(int most) {
        for (int i = 0; i < most; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            task.run();
        }
    }

    void endTurn() {
        for (int i = 0; i < turnEnd.size(); i++) {
            turnEnd.get(i).run();
        }
        turnEnd.clear();
    }

    long nextDeadline() {
        Deadline first = timers.peek();
        return first == null ? Long.MAX_VALUE : first.at();
    }

    void runDueTimer() {
        Deadline due = timers.poll();
        if (due != null) {
            execute(due.task());
        }
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean inLoop() {
        return thread != null ? Thread.currentThread() == thread : owner.isRunning(this);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        if (!inLoop()) {
            throw new IllegalStateException("not on loop " + index);
        }
        turnEnd.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        if (!inLoop()) {
            throw new IllegalStateException("not on loop " + index);
        }
        Deadline deadline = new Deadline(owner.now() + delay.toMillis(), task);
        timers.add(deadline);
        return () -> timers.remove(deadline);
    }

    @Override
    public long nowMillis() {
        return owner.now();
    }

    @Override
    public String toString() {
        return "loop " + index;
    }
}
