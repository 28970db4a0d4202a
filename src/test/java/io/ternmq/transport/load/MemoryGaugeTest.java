package io.ternmq.transport.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.config.LoadSettings;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.EventBus;
import io.ternmq.transport.load.MemoryGauge.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class MemoryGaugeTest {
    private static final LoadSettings SETTINGS = new LoadSettings(0, DataSize.ofBytes(0), 0, 0, 1000, 80, 88, 94);

    private final List<BrokerEvent> events = new ArrayList<>();
    private final Level level = new Level();
    private final MemoryGauge gauge;

    MemoryGaugeTest() {
        EventBus bus = new EventBus();
        bus.subscribe(BrokerEvent.class, events::add);
        gauge = new MemoryGauge(() -> SETTINGS, level, bus);
    }

    private static final class Level implements MemoryReading {
        private int percent;
        private int garbage;
        private int refreshes;

        @Override
        public int percent() {
            return percent + garbage;
        }

        @Override
        public String describe() {
            return "so much";
        }

        @Override
        public void refresh() {
            garbage = 0;
            refreshes++;
        }
    }

    private Step at(int percent) {
        level.percent = percent;
        gauge.look();
        return gauge.step();
    }

    @Test
    void each_step_is_taken_at_its_watermark() {
        assertThat(at(79)).isEqualTo(Step.PLENTY);
        assertThat(at(80)).isEqualTo(Step.PAUSE_PUBLISHERS);
        assertThat(at(88)).isEqualTo(Step.REFUSE_CONNECTS);
        assertThat(gauge.refuses(false)).isTrue();
        assertThat(gauge.refuses(true)).isFalse();
        assertThat(at(94)).isEqualTo(Step.DROP_QOS0);
        assertThat(gauge.pausesPublishers()).isTrue();
        assertThat(gauge.refuses(true)).isTrue();
        assertThat(gauge.dropsQos0()).isTrue();
    }

    @Test
    void several_steps_may_be_taken_at_once() {
        assertThat(at(99)).isEqualTo(Step.DROP_QOS0);
        assertThat(at(10)).isEqualTo(Step.PLENTY);
    }

    @Test
    void a_step_is_taken_back_only_well_below_its_watermark() {
        at(94);
        assertThat(at(89)).isEqualTo(Step.DROP_QOS0);
        assertThat(at(88)).isEqualTo(Step.REFUSE_CONNECTS);
        assertThat(at(83)).isEqualTo(Step.REFUSE_CONNECTS);
        assertThat(at(82)).isEqualTo(Step.PAUSE_PUBLISHERS);
        assertThat(at(75)).isEqualTo(Step.PAUSE_PUBLISHERS);
        assertThat(at(74)).isEqualTo(Step.PLENTY);
    }

    @Test
    void an_alarm_tells_each_step_and_its_end() {
        at(80);
        at(81);
        at(88);
        at(0);
        assertThat(events)
                .hasSize(3)
                .satisfiesExactly(
                        first -> assertThat(first.toString()).contains("Memory is at 80 % (so much): publishers wait."),
                        second -> assertThat(second.toString()).contains("without a session are refused"),
                        third -> assertThat(third).isEqualTo(new BrokerEvent.AlarmCleared("memory")));
    }

    @Test
    void garbage_is_no_reason_for_a_step() {
        level.garbage = 30;
        assertThat(at(60)).isEqualTo(Step.PLENTY);
        assertThat(level.refreshes).isEqualTo(1);
        assertThat(events).isEmpty();
    }

    @Test
    void a_reading_that_stays_high_is_made_exact_again_ever_more_seldom() {
        List<Integer> looks = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            int before = level.refreshes;
            at(80);
            if (level.refreshes > before) {
                looks.add(i);
            }
        }
        assertThat(looks).containsExactly(0, 60, 180, 420, 660);
    }

    @Test
    void a_reading_that_is_low_is_not_made_exact_and_the_next_high_one_is_soon() {
        looks(250, 80);
        assertThat(level.refreshes).isEqualTo(3);

        looks(100, 10);
        assertThat(level.refreshes).isEqualTo(3);

        looks(61, 80);
        assertThat(level.refreshes).isEqualTo(5);
    }

    @Test
    void a_further_step_is_not_taken_for_garbage_however_little_it_has_helped_before() {
        looks(250, 80);
        level.garbage = 10;

        assertThat(at(80)).isEqualTo(Step.PAUSE_PUBLISHERS);
        assertThat(level.refreshes).isEqualTo(4);
    }

    @Test
    void what_has_helped_is_done_again_as_soon_as_at_first() {
        looks(250, 80);
        level.garbage = 10;
        looks(1, 80);

        looks(30, 80);

        assertThat(level.refreshes).isEqualTo(5);
    }

    private void looks(int count, int percent) {
        for (int i = 0; i < count; i++) {
            at(percent);
        }
    }

    @Test
    void the_memory_of_this_jvm_can_be_read() {
        JvmMemory memory = new JvmMemory();
        assertThat(memory.percent()).isBetween(0, 100);
        assertThat(memory.describe()).matches("heap \\d+ of \\d+ MB, direct \\d+ of \\d+ MB");
    }
}
