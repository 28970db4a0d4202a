package io.ternmq.api;

import io.ternmq.admin.RefusedException;
import io.ternmq.admin.StoreAdmin;
import io.ternmq.admin.StoreAnswer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What {@code admin store} asks the running node, below a path that only programs on its own machine reach ({@link LocalCallers}).
 * Answers are text for people: 200 when all is well, 503 when something is wrong with the store, 409 when it was not done.
 */
@RestController
@RequestMapping(path = "/admin/store", produces = "text/plain;charset=UTF-8")
class StoreController {
    private final StoreAdmin store;

    StoreController(StoreAdmin store) {
        this.store = store;
    }

    @GetMapping
    Mono<ResponseEntity<String>> inspect() {
        return answer(store::inspect);
    }

    @PostMapping("/verify")
    Mono<ResponseEntity<String>> verify() {
        return answer(store::verify);
    }

    @PostMapping("/compact")
    Mono<ResponseEntity<String>> compact() {
        return answer(store::compact);
    }

    @PostMapping("/export")
    Mono<ResponseEntity<String>> export(@RequestParam("to") String directory) {
        try {
            Path target = Path.of(directory);
            return answer(() -> store.exportTo(target));
        } catch (InvalidPathException e) {
            return Mono.just(answer(HttpStatus.BAD_REQUEST, "This is no path: " + e.getReason()));
        }
    }

    /** What waits has a thread that may. */
    private static Mono<ResponseEntity<String>> answer(Supplier<StoreAnswer> what) {
        return Mono.fromSupplier(what)
                .subscribeOn(Schedulers.boundedElastic())
                .map(done -> answer(done.good() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, done.text()))
                .onErrorResume(
                        RefusedException.class,
                        refused -> Mono.just(answer(HttpStatus.CONFLICT, String.valueOf(refused.getMessage()))));
    }

    private static ResponseEntity<String> answer(HttpStatus status, String text) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .body(text);
    }
}
