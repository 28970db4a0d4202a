package io.ternmq.api.rights;

import io.ternmq.admin.rights.TestAnswer;
import io.ternmq.admin.rights.TestQuestion;
import io.ternmq.admin.rights.TesterAdmin;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What somebody may do, and why. It changes nothing, so it is a GET. */
@RestController
@RequestMapping("/api/v3/test")
class TesterApi {
    private final TesterAdmin tester;

    TesterApi(TesterAdmin tester) {
        this.tester = tester;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<TestAnswer> test(
            @RequestParam(defaultValue = "false") boolean live,
            @RequestParam(defaultValue = "") String mountpoint,
            @RequestParam(defaultValue = "") String client,
            @RequestParam(required = false) @Nullable String user,
            @RequestParam(defaultValue = "") String address,
            @RequestParam(defaultValue = "default") String listener,
            @RequestParam String action,
            @RequestParam(defaultValue = "") String topic,
            @RequestParam(defaultValue = "0") int qos,
            @RequestParam(defaultValue = "false") boolean retain) {
        return tester.test(
                new TestQuestion(live, mountpoint, client, user, address, listener, action, topic, qos, retain));
    }
}
