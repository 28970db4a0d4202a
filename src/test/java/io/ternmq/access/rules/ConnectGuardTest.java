package io.ternmq.access.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Client;
import io.ternmq.access.Explanation;
import io.ternmq.access.Review;
import io.ternmq.access.Somebody;
import io.ternmq.access.builtin.MemoryBuiltinStore;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.builtin.User;
import io.ternmq.access.password.PasswordPrint;
import io.ternmq.protocol.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom another source has admitted is judged by what the broker knows of the user of that name. */
class ConnectGuardTest {
    private static final AuthenticationRequest REQUEST =
            Somebody.here().user("ann").request();

    private final MemoryBuiltinStore store = new MemoryBuiltinStore();
    private final BuiltInRules rules = new BuiltInRules();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final FirstReading first = new FirstReading(timer, Duration.ofHours(1));
    private final ConnectGuard guard =
            new ConnectGuard(rules, new Bans(), new KnownUsers(store.users()), first, InstantSource.system());

    @BeforeEach
    void load() {
        rules.take(RuleList.EMPTY);
        first.onRead();
    }

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    /** As a token with a claim of groups admits somebody. */
    private AuthenticationResult judge(String... groups) {
        AuthenticationResult admitted = AuthenticationResult.of(
                REQUEST,
                Answer.ok("the token is good").in(List.of(groups)),
                Explanation.of("jwt", "the token is good"));
        CompletableFuture<AuthenticationResult> judged = new CompletableFuture<>();
        guard.judge(REQUEST, admitted, judged::complete);
        return judged.join();
    }

    @Test
    void a_user_that_is_disabled_does_not_come_in_by_a_token_that_tells_groups() {
        store.user("ann", true);

        AuthenticationResult result = judge("staff");

        assertThat(result.admitted()).isFalse();
        assertThat(result.reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(result.explanation().sentence()).contains("'ann' is disabled");
    }

    @Test
    void the_groups_are_the_same_at_the_log_in_and_when_a_change_has_everybody_judged_again() {
        store.user("ann", false, "guests");

        AuthenticationResult result = judge("staff");
        CompletableFuture<Review> again = new CompletableFuture<>();
        guard.review(Client.of(result, REQUEST.peer()), again::complete);

        assertThat(result.groups()).containsExactly("guests");
        assertThat(again.join().client().groups()).containsExactly("guests");
    }

    private void keep(String hash) {
        store.users()
                .save(new User("ann", hash, null, List.of(), false, "", Instant.EPOCH))
                .block();
    }

    /** Of somebody who was admitted by the source when the hash was kept. */
    private Review review(String source, String hash) {
        AuthenticationResult admitted = AuthenticationResult.of(
                REQUEST, Answer.ok("right").by(PasswordPrint.of(hash)), Explanation.of(source, "right"));
        CompletableFuture<Review> review = new CompletableFuture<>();
        guard.review(Client.of(admitted, REQUEST.peer()), review::complete);
        return review.join();
    }

    @Test
    void who_has_a_newer_password_than_is_remembered_stays_and_who_has_an_older_one_goes() {
        keep("old");
        assertThat(review("users", "old").refusal()).isNull();
        keep("new");
        assertThat(review("users", "old").refusal())
                .as("what is remembered holds until it is told that users have changed")
                .isNull();

        assertThat(review("users", "new").refusal()).isNull();

        Review left = review("users", "old");
        assertThat(left.refusal()).isNotNull();
        assertThat(left.refusal().sentence()).isEqualTo("users: user 'ann' has another password now");
        assertThat(left.reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(review("password-file", "old").refusal()).isNull();
    }

    @Test
    void who_has_another_password_than_is_remembered_goes_when_nobody_can_be_looked_up() {
        keep("new");
        assertThat(review("users", "new").refusal()).isNull();
        store.down(true);

        assertThat(review("users", "old").refusal()).isNotNull();
        assertThat(review("users", "new").refusal()).isNull();
    }

    @Test
    void who_is_no_user_of_the_broker_s_own_is_in_the_groups_that_the_token_tells() {
        store.user("bob", false, "guests");

        assertThat(judge("staff").groups()).containsExactly("staff");
    }
}
