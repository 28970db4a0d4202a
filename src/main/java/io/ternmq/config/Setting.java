package io.ternmq.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares one setting, on the record component that holds it. The reference page, validation, and later the console form
 * and the import of {@code vernemq.conf} come from this declaration. The key is the component's name in kebab case below
 * the key of its record; the type tells the unit ({@code Duration}, {@code DataSize}) or the name does. A component that
 * may be null is not set by default; a String is empty, a List has no elements; anything else without a default must be
 * given.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {
    /** One or two sentences for the reference page. */
    String doc();

    /** The default, as one writes it in a file; empty for none. */
    String byDefault() default "";

    /** The smallest value, as one writes it; empty for no bound. */
    String min() default "";

    /** The largest value, as one writes it; empty for no bound. */
    String max() default "";

    /** What the value, or each element of a list, may be, as one writes it; empty for anything. Enums need none. */
    String[] choices() default {};

    /** Whether a change takes effect without a restart. */
    boolean live() default false;

    /** Whether the value is never shown. */
    boolean secret() default false;

    /** VerneMQ's key for the same; empty when it has none. Several are separated by a comma and a space. */
    String vernemq() default "";
}
