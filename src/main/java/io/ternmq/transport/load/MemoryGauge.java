package io.ternmq.transport.load;

import io.ternmq.config.LoadSettings;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches memory and says what to do without: first publishers wait, then new clients are refused, and last all clients, while QoS
 * 0 messages to slow receivers are dropped. Each step is taken at its watermark and taken back some percent below it, with a log line and
 * an alarm. One thread calls {@link #look}; the questions are plain reads from any thread.
 */
public final class MemoryGauge {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryGauge.class);
    private static final String ALARM = "memory";
    /** How far below its watermark a step is taken back. */
    private static final int HYSTERESIS_PERCENT = 5;
    /** A reading may count garbage, so it is made exact before a step is taken, but not more often than this. */
    private static final int LOOKS_BETWEEN_REFRESHES = 30;
    /**
     * It is made exact while a step lasts too: what has gone since is seen by that only. Each time that changes nothing, the time to the next
     * one is doubled, up to this.
     */
    private static final int MAX_LOOKS_BETWEEN_REFRESHES = 8 * LOOKS_BETWEEN_REFRESHES;

    /** How short memory is; each step includes those before it. */
    public enum Step {
        PLENTY("accepting everything"),
        PAUSE_PUBLISHERS("publishers wait"),
        REFUSE_CONNECTS("publishers wait, clients that come without a session are refused"),
        DROP_QOS0("publishers wait, clients are refused, QoS 0 messages to slow receivers are dropped");

        private final String words;

        Step(String words) {
            this.words = words;
        }
    }

    private final Supplier<LoadSettings> settings;
    private final MemoryReading memory;
    private final EventBus events;
    private volatile Step step = Step.PLENTY;
    private int looksSinceRefresh = LOOKS_BETWEEN_REFRESHES;
    private int looksToNextRefresh = LOOKS_BETWEEN_REFRESHES;

    public MemoryGauge(Supplier<LoadSettings> settings, MemoryReading memory, EventBus events) {
        this.settings = settings;
        this.memory = memory;
        this.events = events;
    }

    public Step step() {
        return step;
    }

    public boolean pausesPublishers() {
        return step != Step.PLENTY;
    }

    /**
     * Whether a client is to be refused.
     *
     * @param returns whether it asks for the session it had: what waits for it there leaves memory only with it, so it is
     *     refused only when nothing goes any more
     */
    public boolean refuses(boolean returns) {
        return step.compareTo(returns ? Step.DROP_QOS0 : Step.REFUSE_CONNECTS) >= 0;
    }

    public boolean dropsQos0() {
        return step == Step.DROP_QOS0;
    }

    /** Reads memory and takes or takes back a step. On one thread that may wait; about twice a second. */
    public void look() {
        looksSinceRefresh++;
        Step before = step;
        int percent = memory.percent();
        Step likely = stepAt(percent, before);
        if (likely == Step.PLENTY) {
            looksToNextRefresh = LOOKS_BETWEEN_REFRESHES;
        } else if (isRefreshDue(before, likely)) {
            percent = refreshed(before, likely);
        }
        Step after = stepAt(percent, before);
        if (after != before) {
            step = after;
            tell(before, after, percent);
        }
    }

    private boolean isRefreshDue(Step before, Step likely) {
        boolean further = likely.compareTo(before) > 0;
        return looksSinceRefresh >= (further ? LOOKS_BETWEEN_REFRESHES : looksToNextRefresh);
    }

    private int refreshed(Step before, Step likely) {
        looksSinceRefresh = 0;
        memory.refresh();
        int percent = memory.percent();
        boolean helped = stepAt(percent, before).compareTo(likely) < 0;
        looksToNextRefresh =
                helped ? LOOKS_BETWEEN_REFRESHES : Math.min(MAX_LOOKS_BETWEEN_REFRESHES, 2 * looksToNextRefresh);
        return percent;
    }

    private Step stepAt(int percent, Step before) {
        LoadSettings now = settings.get();
        Step result = Step.PLENTY;
        for (Step candidate : Step.values()) {
            if (candidate != Step.PLENTY) {
                int held = candidate.compareTo(before) <= 0 ? HYSTERESIS_PERCENT : 0;
                if (percent >= watermark(now, candidate) - held) {
                    result = candidate;
                }
            }
        }
        return result;
    }

    private static int watermark(LoadSettings settings, Step step) {
        return switch (step) {
            case PLENTY -> 0;
            case PAUSE_PUBLISHERS -> settings.pausePublishersPercent();
            case REFUSE_CONNECTS -> settings.refuseConnectsPercent();
            case DROP_QOS0 -> settings.dropQos0Percent();
        };
    }

    private void tell(Step before, Step after, int percent) {
        if (after == Step.PLENTY) {
            LOG.info("Memory is at {} % again ({}): {}", percent, memory.describe(), after.words);
            events.publish(new AlarmCleared(ALARM));
        } else {
            String sentence = "Memory is at " + percent + " % (" + memory.describe() + "): " + after.words + ".";
            if (after.compareTo(before) > 0) {
                LOG.warn(sentence);
            } else {
                LOG.info(sentence);
            }
            events.publish(new AlarmRaised(ALARM, sentence));
        }
    }
}
