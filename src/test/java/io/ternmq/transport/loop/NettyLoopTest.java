package io.ternmq.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyLoopTest {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final NettyLoop loop = new NettyLoop(0, (EventLoop) group.iterator().next());
    private final List<String> trail = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Runs a task in a turn, and waits until that turn is over. */
    private void turn(Runnable task) {
        CompletableFuture.runAsync(task, loop).join();
        CompletableFuture<Void> over = new CompletableFuture<>();
        // A task that the end of a turn asks for runs in the next one.
        loop.execute(() -> loop.flushAtEndOfTurn(() -> loop.execute(() -> over.complete(null))));
        over.join();
    }

    @Test
    void at_the_end_of_a_turn_tasks_come_first_and_then_each_connection_is_flushed() {
        turn(() -> {
            loop.flushAtEndOfTurn(() -> trail.add("flush 1"));
            loop.atEndOfTurn(() -> trail.add("task 1"));
            loop.execute(() -> {
                trail.add("in the turn");
                loop.atEndOfTurn(() -> trail.add("task 2"));
                loop.flushAtEndOfTurn(() -> trail.add("flush 2"));
            });
        });
        assertThat(trail).containsExactly("in the turn", "task 1", "task 2", "flush 1", "flush 2");
    }

    @Test
    void what_the_end_of_a_turn_adds_is_done_too() {
        turn(() -> loop.atEndOfTurn(() -> {
            trail.add("task");
            loop.atEndOfTurn(() -> {
                trail.add("its task");
                loop.flushAtEndOfTurn(() -> trail.add("its flush"));
            });
        }));
        assertThat(trail).containsExactly("task", "its task", "its flush");
    }

    @Test
    void tasks_that_go_on_for_ever_starve_nobody() {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger runs = new AtomicInteger();
        Runnable endless = new Runnable() {
            @Override
            public void run() {
                if (!enough.get()) {
                    runs.incrementAndGet();
                    loop.atEndOfTurn(this);
                }
            }
        };
        turn(() -> loop.atEndOfTurn(endless));
        turn(() -> {});
        turn(() -> enough.set(true));
        assertThat(runs.get()).isGreaterThan(8);
    }

    @Test
    void one_that_fails_harms_no_other() {
        turn(() -> {
            loop.atEndOfTurn(() -> {
                throw new IllegalStateException("a fault of the test");
            });
            loop.flushAtEndOfTurn(() -> {
                throw new IllegalStateException("a fault of the test");
            });
            loop.atEndOfTurn(() -> trail.add("task"));
            loop.flushAtEndOfTurn(() -> trail.add("flush"));
        });
        assertThat(trail).containsExactly("task", "flush");
    }

    @Test
    void time_stands_still_within_a_turn() {
        CompletableFuture.runAsync(
                        () -> {
                            long now = loop.nowMillis();
                            long until =
                                    System.nanoTime() + Duration.ofMillis(5).toNanos();
                            while (System.nanoTime() < until) {
                                Thread.onSpinWait();
                            }
                            trail.add(loop.nowMillis() == now ? "same" : "moved");
                        },
                        loop)
                .join();
        assertThat(trail).containsExactly("same");
        turn(() -> {});
        long before = System.currentTimeMillis();
        turn(() -> trail.add(loop.nowMillis() >= before ? "later" : "stale"));
        assertThat(trail).containsExactly("same", "later");
    }

    @Test
    void a_timer_runs_once_unless_it_is_cancelled() {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        turn(() -> {
            loop.schedule(Duration.ofMillis(1), () -> trail.add("cancelled")).cancel();
            loop.schedule(Duration.ofMillis(5), () -> ran.complete(null));
        });
        ran.join();
        assertThat(trail).isEmpty();
    }
}
