package io.ternmq.observe;

import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.BrokerEvent.IncidentHappened;
import io.ternmq.event.EventBus;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What rooms of the broker say is wrong, until they say it is over. One alarm per name; raised again it gets the new sentence
 * and keeps the time when it began. What went wrong once goes after an hour, or what {@link AlarmGuide} says, and is counted. To be
 * made before the rooms that may have something to say. Thread safe.
 */
public final class Alarms {
    private final ConcurrentMap<String, Alarm> active = new ConcurrentHashMap<>();
    private final Clock clock;

    public Alarms(EventBus events) {
        this(events, Clock.systemUTC());
    }

    Alarms(EventBus events, Clock clock) {
        this.clock = clock;
        events.subscribe(AlarmRaised.class, raised -> on(raised.name(), raised.sentence(), Instant.MAX));
        events.subscribe(
                IncidentHappened.class,
                incident -> on(
                        incident.name(), incident.sentence(), clock.instant().plus(AlarmGuide.shown(incident.name()))));
        events.subscribe(AlarmCleared.class, cleared -> active.remove(cleared.name()));
    }

    /**
     * An alarm that is on.
     *
     * @param until when it goes by itself
     * @param times how often it was raised, or happened, since it is on
     */
    public record Alarm(String name, String sentence, Instant since, Instant until, int times) {}

    private void on(String name, String sentence, Instant until) {
        active.merge(
                name,
                new Alarm(name, sentence, clock.instant(), until, 1),
                (known, again) -> new Alarm(name, sentence, known.since(), until, known.times() + 1));
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
