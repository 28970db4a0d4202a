package io.ternmq.observe;

import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.BrokerEvent.IncidentHappened;
import io.ternmq.event.EventBus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What rooms of the broker say is wrong, until they say it is over. One alarm per name; raised again it gets the new sentence
 * and keeps the time when it began. What went wrong once goes after an hour. Thread safe.
 */
public final class Alarms {
    private static final Duration INCIDENT_SHOWN = Duration.ofHours(1);

    private final ConcurrentMap<String, Alarm> active = new ConcurrentHashMap<>();
    private final Clock clock;

    Alarms(EventBus events, Clock clock) {
        this.clock = clock;
        events.subscribe(AlarmRaised.class, raised -> on(raised.name(), raised.sentence(), Instant.MAX));
        events.subscribe(
                IncidentHappened.class,
                incident ->
                        on(incident.name(), incident.sentence(), clock.instant().plus(INCIDENT_SHOWN)));
        events.subscribe(AlarmCleared.class, cleared -> active.remove(cleared.name()));
    }

    /**
     * An alarm that is on.
     *
     * @param until when it goes by itself
     */
    public record Alarm(String name, String sentence, Instant since, Instant until) {}

    private void on(String name, String sentence, Instant until) {
        active.merge(
                name,
                new Alarm(name, sentence, clock.instant(), until),
                (known, again) -> new Alarm(name, sentence, known.since(), until));
    }

    /** The alarms that are on, the oldest first. */
    public List<Alarm> active() {
        Instant now = clock.instant();
        active.values().removeIf(alarm -> alarm.until().isBefore(now));
        return active.values().stream()
                .sorted(Comparator.comparing(Alarm::since).thenComparing(Alarm::name))
                .toList();
    }
}
