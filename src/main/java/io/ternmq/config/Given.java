package io.ternmq.config;

import java.util.List;

/**
 * What somebody wrote for a setting.
 *
 * @param texts the value; more than one are the elements of a list
 * @param origin where it stands, such as {@code application.yml:12}
 */
record Given(List<String> texts, String origin) {
    static Given of(String text, String origin) {
        return new Given(List.of(text), origin);
    }

    /** An empty value says no more than none at all. */
    boolean isBlank() {
        return texts.stream().allMatch(String::isBlank);
    }
}
