package io.ternmq.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The normative statements that a test shows: {@code MQTT5-3.3.1-4} of MQTT 5.0, {@code MQTT311-3.3.1-4} of 3.1.1. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Normative {
    String[] value();
}
