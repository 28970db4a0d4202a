package io.ternmq.admin;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Where operators' questions that go over many sessions or messages are worked on: two at a time, none longer than it may take, on
 * threads that are nobody else's.
 */
final class Scans {
    /** How long one page may take. */
    static final Duration PAGE = Duration.ofSeconds(1);
    /** How long counting for a preview may take. */
    static final Duration COUNT = Duration.ofSeconds(10);

    private static final int AT_A_TIME = 2;
    private static final int WAITING = 200;
    private static final Scheduler THREADS = Schedulers.newBoundedElastic(AT_A_TIME, WAITING, "ternmq-scan", 60, true);

    private Scans() {}

    static <T> Mono<T> run(Callable<T> question) {
        return Mono.fromCallable(question).subscribeOn(THREADS);
    }

    /** Asks the loops; what is done with the answer isn't done there. */
    static <T> Mono<T> ask(Supplier<CompletableFuture<T>> question) {
        return Mono.fromFuture(question).publishOn(THREADS);
    }
}
