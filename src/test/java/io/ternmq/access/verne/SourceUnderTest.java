package io.ternmq.access.verne;

import io.ternmq.access.Action;
import io.ternmq.access.AuthenticationSource;
import io.ternmq.access.AuthorizationSource;
import io.ternmq.access.Client;
import io.ternmq.access.Grant;
import io.ternmq.access.Somebody;
import io.ternmq.config.SettingsReader;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** A source as the settings make it, asked and waited for. */
final class SourceUnderTest implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService slowChecks = Executors.newFixedThreadPool(2);
    private final AtomicInteger changes = new AtomicInteger();
    private final EventBus events;
    private final VerneSource source;

    /** @param settings below {@code ternmq.access.vernemq} */
    SourceUnderTest(Map<String, String> settings, EventBus events) {
        this.events = events;
        Map<String, Object> values = new TreeMap<>();
        settings.forEach((key, value) -> values.put("ternmq.access.vernemq." + key, value));
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", values));
        this.source = VerneSources.of(SettingsReader.read(environment).access().vernemq(), events, slowChecks, timer)
                .get(0);
        source.onChange(changes::incrementAndGet);
        source.start();
    }

    VerneSource source() {
        return source;
    }

    EventBus events() {
        return events;
    }

    /** How often it has said that rights have changed. */
    int changes() {
        return changes.get();
    }

    AuthenticationSource.Answer ask(Somebody who) {
        CompletableFuture<AuthenticationSource.Answer> answer = new CompletableFuture<>();
        source.authenticate(who.request(), answer::complete);
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** As the client that it is after the source has admitted it. */
    Client admitted(Somebody who) {
        AuthenticationSource.Answer answer = ask(who);
        Grant grant = answer.grant();
        if (grant == null) {
            throw new AssertionError("not admitted: " + answer);
        }
        Client client = who.admitted();
        return new Client(client.id(), client.userName(), client.peer(), grant);
    }

    AuthorizationSource.Answer ask(Client client, Action action) {
        CompletableFuture<AuthorizationSource.Answer> answer = new CompletableFuture<>();
        source.authorize(client, action, answer::complete);
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    AuthorizationSource.Answer publish(Client client, String topic) {
        return ask(client, new Action.Publish(Topic.of(topic), Qos.AT_LEAST_ONCE, false));
    }

    AuthorizationSource.Answer subscribe(Client client, String filter) {
        return ask(client, new Action.Subscribe(TopicFilter.of(filter), Qos.AT_LEAST_ONCE));
    }

    @Override
    public void close() {
        source.close();
        timer.shutdownNow();
        slowChecks.shutdownNow();
    }
}
