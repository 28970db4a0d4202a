package io.ternmq.observe;

import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What rooms of the broker say is wrong, until they say it is over. One alarm per name; raised again it gets the new sentence
 * and keeps the time when it began. Thread safe.
 */
public final class Alarms {
    private final ConcurrentMap<String, Alarm> active = new ConcurrentHashMap<>();
    private final Clock clock;

    Alarms(EventBus events, Clock clock) {
        this.clock = clock;
        events.subscribe(AlarmRaised.class, this::onRaised);
        events.subscribe(AlarmCleared.class, cleared -> active.remove(cleared.name()));
    }

    /** An alarm that is on. */
    public record Alarm(String name, String sentence, Instant since) {}

    private void onRaised(AlarmRaised raised) {
        active.merge(
                raised.name(),
                new Alarm(raised.name(), raised.sentence(), clock.instant()),
                (known, again) -> new Alarm(known.name(), again.sentence(), known.since()));
    }

    /** The alarms that are on, the oldest first. */
    public List<Alarm> active() {
        return active.values().stream()
                .sorted(Comparator.comparing(Alarm::since).thenComparing(Alarm::name))
                .toList();
    }
}
