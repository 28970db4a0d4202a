package io.ternmq.store;

import io.ternmq.event.BrokerEvent;
import io.ternmq.event.EventBus;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells log and operators what the store finds. Any thread. */
final class StoreReports {
    private static final Logger LOG = LoggerFactory.getLogger(StoreReports.class);
    private static final String ALARM = "store";
    /** Enough for people; a disk that dies has more to say than anybody reads. */
    private static final int MOST = 1000;

    private final EventBus events;
    private final List<StoreProblem> problems = new CopyOnWriteArrayList<>();

    StoreReports(EventBus events) {
        this.events = events;
    }

    List<StoreProblem> problems() {
        return List.copyOf(problems);
    }

    void onProblem(StoreProblem problem) {
        LOG.warn(problem.sentence());
        if (problems.size() < MOST) {
            problems.add(problem);
        }
        String name = "store-" + problem.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        events.publish(new BrokerEvent.IncidentHappened(name, problem.sentence()));
    }

    void onHealth(StoreHealth health) {
        if (health.state() == StoreHealth.State.OK) {
            LOG.info("The store is well again");
            events.publish(new BrokerEvent.AlarmCleared(ALARM));
        } else {
            LOG.warn(health.reason());
            events.publish(new BrokerEvent.AlarmRaised(ALARM, health.reason()));
        }
    }
}
