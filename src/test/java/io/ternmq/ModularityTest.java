package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/** The rooms of the house: who may use whom, as each room's package says it. */
class ModularityTest {
    /** From the bottom of the house to its roof; a room may use only rooms before it. */
    private static final List<String> ROOMS = List.of(
            "protocol",
            "event",
            "config",
            "hook",
            "access",
            "store",
            "retained",
            "routing",
            "session",
            "transport",
            "cluster",
            "bridge",
            "observe",
            "admin",
            "gate",
            "api",
            "console",
            "cli");

    private final ApplicationModules modules = ApplicationModules.of(TernMq.class, generated());

    /** What ahead-of-time processing writes beside our classes. */
    private static DescribedPredicate<JavaClass> generated() {
        return DescribedPredicate.describe("generated", type -> type.getName().contains("__"));
    }

    @Test
    void rooms_use_only_what_they_say_and_only_through_doors() {
        modules.verify();
    }

    @Test
    void every_package_is_a_room_of_the_house() {
        assertThat(names()).isSubsetOf(ROOMS);
    }

    @Test
    void a_room_may_use_only_rooms_below_it() {
        for (ApplicationModule room : modules) {
            int floor = ROOMS.indexOf(room.getIdentifier().toString());
            assertThat(room.getDirectDependencies(modules)
                            .uniqueModules()
                            .map(used -> used.getIdentifier().toString()))
                    .as("used by " + room.getIdentifier())
                    .allMatch(used -> ROOMS.indexOf(used) < floor);
        }
    }

    private List<String> names() {
        return modules.stream().map(room -> room.getIdentifier().toString()).toList();
    }
}
