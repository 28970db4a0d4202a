package io.ternmq.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The rows of our checklists that a test shows: of VerneMQ's behaviour, and of ways around rules that brokers have had. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Checklist {
    /** Rows of {@code checklist.tsv}: what VerneMQ's core does. */
    int[] value() default {};

    /** Rows of {@code integrations.tsv}: what VerneMQ does with files and databases of users and rights. */
    int[] integrations() default {};

    /** Rows of {@code bypass.tsv}: ways around rules. */
    int[] bypass() default {};
}
