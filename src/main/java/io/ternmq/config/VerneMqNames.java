package io.ternmq.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says on a component that is a record of settings by which names VerneMQ knows the thing. In VerneMQ's keys of the settings
 * below it they take the place of {@code <db>}, so that records can be used for several things.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@interface VerneMqNames {
    String[] value();

    /** The names that take the place of {@code <tls>}, where VerneMQ has TLS; those of {@link #value} when there are none. */
    String[] tls() default {};
}
