package io.ternmq.access.database;

import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.ternmq.access.builtin.StaleRulesException;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells operators when the database can't be asked, and when it can again. Thread safe. */
final class DatabaseAlarm {
    /** As the alarm is called. */
    static final String NAME = "database";

    private final String place;
    private final EventBus events;
    private boolean raised;

    DatabaseAlarm(String place, EventBus events) {
        this.place = place;
        this.events = events;
    }

    synchronized void onAnswer() {
        if (raised) {
            raised = false;
            events.publish(new AlarmCleared(NAME));
        }
    }

    synchronized void onError(Throwable why) {
        if (!raised && !isOfTheQuestion(why)) {
            raised = true;
            events.publish(new AlarmRaised(
                    NAME,
                    "The database of users and rules (" + place + ") doesn't answer, so nobody who is checked by it is"
                            + " admitted: " + reason(why)));
        }
    }

    private static boolean isOfTheQuestion(Throwable why) {
        return why instanceof StaleRulesException
                || why instanceof IllegalArgumentException
                || why instanceof R2dbcDataIntegrityViolationException;
    }

    private static String reason(Throwable why) {
        Throwable root = why;
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        @Nullable String message = root.getMessage();
        return root instanceof TimeoutException || message == null ? "it takes too long" : message;
    }
}
