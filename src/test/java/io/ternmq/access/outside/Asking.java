package io.ternmq.access.outside;

import io.ternmq.access.Action;
import io.ternmq.access.AuthenticationSource;
import io.ternmq.access.AuthorizationSource;
import io.ternmq.access.Client;
import io.ternmq.access.Somebody;
import io.ternmq.config.AccessSettings;
import io.ternmq.config.SettingsReader;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Settings and questions for tests of sources. */
public final class Asking {
    private Asking() {}

    /** Settings below {@code ternmq.access}, by key and value. */
    public static AccessSettings settings(String... keysAndValues) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("ternmq.access." + keysAndValues[i], keysAndValues[i + 1]);
        }
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", values));
        return SettingsReader.read(environment).access();
    }

    public static AuthenticationSource.Answer ask(AuthenticationSource source, Somebody who) {
        CompletableFuture<AuthenticationSource.Answer> answer = new CompletableFuture<>();
        source.authenticate(who.request(), answer::complete);
        return get(answer);
    }

    public static AuthorizationSource.Answer ask(AuthorizationSource source, Client client, Action action) {
        CompletableFuture<AuthorizationSource.Answer> answer = new CompletableFuture<>();
        source.authorize(client, action, answer::complete);
        return get(answer);
    }

    public static <T> T get(CompletableFuture<T> answer) {
        try {
            return answer.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer came", e);
        }
    }
}
