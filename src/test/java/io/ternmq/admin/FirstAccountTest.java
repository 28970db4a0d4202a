package io.ternmq.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.AccessRoom;
import io.ternmq.access.builtin.Account;
import io.ternmq.access.builtin.MemoryBuiltinStore;
import io.ternmq.config.Settings;
import io.ternmq.config.SettingsReader;
import io.ternmq.event.EventBus;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;
import reactor.core.publisher.Sinks;

@ExtendWith(OutputCaptureExtension.class)
class FirstAccountTest {
    private static final Pattern TOLD = Pattern.compile("First log-in to the console: account admin, password (\\S+)");

    private final MemoryBuiltinStore store = new MemoryBuiltinStore();
    private final Settings settings = SettingsReader.readSettings(new StandardEnvironment());
    private final AccessRoom access = AccessRoom.open(settings.current(), new EventBus(), null);
    private final AccountPasswords passwords = new AccountPasswords(access.passwordHasher());

    @AfterEach
    void close() {
        access.close();
    }

    private FirstAccount node() {
        return new FirstAccount(store, new Accounts(store, passwords), passwords, settings);
    }

    private Account admin() {
        return await().until(() -> store.accounts().find("admin").block(), Objects::nonNull);
    }

    @Test
    void of_nodes_that_start_together_one_makes_the_account_and_tells_the_password(CapturedOutput output) {
        Sinks.Empty<Void> allHaveAsked = Sinks.empty();
        store.late(allHaveAsked.asMono());
        CompletableFuture<Void> one = node().makeInTheEnd().toFuture();
        CompletableFuture<Void> other = node().makeInTheEnd().toFuture();
        allHaveAsked.tryEmitEmpty();
        CompletableFuture.allOf(one, other).join();

        Account made = admin();
        assertThat(TOLD.matcher(output.getAll()).results().map(told -> told.group(1)))
                .singleElement()
                .satisfies(password -> assertThat(
                                passwords.matches(made.passwordHash(), password).block())
                        .isTrue());
    }

    @Test
    void the_account_is_made_when_the_database_has_come(CapturedOutput output) {
        store.down(true);
        node().makeInTheEnd().subscribe();
        await().until(() -> output.getAll().contains("It can't be seen yet whether anybody may log in"));
        assertThat(TOLD.matcher(output.getAll()).results().map(MatchResult::group))
                .isEmpty();
        store.down(false);
        assertThat(admin().mustChange()).isTrue();
        await().until(() -> TOLD.matcher(output.getAll()).find());
    }
}
