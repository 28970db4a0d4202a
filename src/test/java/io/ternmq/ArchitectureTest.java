package io.ternmq;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Which library types live in which room, and what names mean. */
class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("__"))
            .importPackages("io.ternmq");

    @Test
    void netty_channels_stay_in_transport_cluster_and_bridge() {
        onlyIn("the rooms that talk to the network", channelTypes(), "transport", "cluster", "bridge");
    }

    @Test
    void reactor_netty_stays_where_servers_are() {
        onlyIn(
                "the rooms with a server",
                resideInAPackage("reactor.netty.."),
                "transport",
                "cluster",
                "bridge",
                "gate",
                "api");
    }

    @Test
    void web_types_stay_in_api_and_console() {
        onlyIn(
                "the skins",
                resideInAnyPackage(
                        "org.springframework.web..",
                        "org.springframework.http..",
                        "org.springframework.boot.webflux..",
                        "org.springframework.security..",
                        "org.thymeleaf.."),
                "gate",
                "api",
                "console");
    }

    @Test
    void hazelcast_stays_in_cluster() {
        onlyIn("the cluster", resideInAPackage("com.hazelcast.."), "cluster");
    }

    @Test
    void rocksdb_stays_in_store() {
        onlyIn("the store", resideInAPackage("org.rocksdb.."), "store");
    }

    @Test
    void databases_stay_in_access_and_observe() {
        onlyIn(
                "the rooms with tables",
                resideInAnyPackage("io.r2dbc..", "org.springframework.r2dbc..", "org.springframework.data.r2dbc.."),
                "access",
                "observe");
    }

    @Test
    void no_reactor_type_is_on_the_path_of_a_message() {
        check(noClasses()
                .that()
                .resideInAnyPackage(rooms("protocol", "event", "store", "retained", "routing", "session"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor..", "org.reactivestreams..")
                .because("reactive operators belong to the control plane"));
    }

    @Test
    void spring_stays_out_of_the_path_of_a_message() {
        check(noClasses()
                .that()
                .resideInAnyPackage(rooms("protocol", "retained", "routing", "session"))
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework..")
                        .and(not(resideInAnyPackage(
                                "org.springframework.modulith..", "org.springframework.util.unit..")))));
    }

    @Test
    void the_command_line_needs_nothing_but_the_jdk_and_picocli() {
        check(classes()
                .that()
                .resideInAnyPackage("io.ternmq.cli..", "io.ternmq.access.password..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "javax.crypto..",
                        "picocli..",
                        "io.ternmq.cli..",
                        "io.ternmq.access.password..",
                        "org.jspecify.annotations..",
                        "org.springframework.modulith..")));
    }

    @Test
    void implementations_are_named_for_what_they_are() {
        check(noClasses().should().haveSimpleNameEndingWith("Impl"));
        check(noClasses().should().haveNameMatching(".*[.$]I[A-Z][a-z]\\w*"));
    }

    @Test
    void no_method_or_class_handles_something() {
        check(methods().should().haveNameNotMatching("handle([A-Z]\\w*)?"));
    }

    /** The store's commands on a directory are a part of the command line that lies where the store is. */
    @Test
    void output_goes_to_the_log() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.ternmq.cli..")
                .and()
                .doNotBelongToAnyOf(OfflineStore.class)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace"));
        check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
        check(fields().that()
                .haveRawType("org.slf4j.Logger")
                .should()
                .bePrivate()
                .andShould()
                .beFinal());
    }

    @Test
    void nothing_optional_hangs_on_conditions_that_the_build_would_freeze() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.springframework\\.(boot\\.autoconfigure\\.condition\\..*"
                        + "|context\\.annotation\\.Profile)"));
    }

    @Test
    void every_package_says_that_references_are_not_null() {
        assertThat(MAIN.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .allMatch(room -> room.isAnnotatedWith(NullMarked.class));
    }

    private static DescribedPredicate<JavaClass> channelTypes() {
        return resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler..");
    }

    private static void onlyIn(String where, DescribedPredicate<JavaClass> types, String... rooms) {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(rooms(rooms))
                .should()
                .dependOnClassesThat(types)
                .because("these types are the matter of " + where));
    }

    private static String[] rooms(String... names) {
        return Arrays.stream(names).map(name -> "io.ternmq." + name + "..").toArray(String[]::new);
    }

    /** A room that has not been furnished yet breaks no rule. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(MAIN);
    }

    @Test
    void the_classes_were_found() {
        assertThat(Stream.of("protocol", "session", "cli"))
                .allMatch(room ->
                        MAIN.stream().anyMatch(type -> type.getPackageName().startsWith("io.ternmq." + room)));
    }
}
