package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The colours of the pages can be read, light and dark: WCAG 2.2 level AA. */
class ColoursTest {
    private static final double TEXT = 4.5;
    private static final double GRAPHICS = 3;
    private static final String LIGHT = ":root {";
    private static final String DARK = ":root[data-theme=\"dark\"] {";
    private static final String DARK_SYSTEM = ":root:not([data-theme=\"light\"]) {";

    private static final Pattern COLOUR = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");

    private static Map<String, Integer> colours(String block) {
        String css = css();
        int from = css.indexOf(block);
        Matcher declaration = COLOUR.matcher(css.substring(from, css.indexOf('}', from)));
        return declaration
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> Integer.parseInt(found.group(2), 16)));
    }

    private static String css() {
        try (InputStream file = ColoursTest.class.getResourceAsStream("/static/assets/ternmq.css")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LIGHT, DARK})
    void texts_and_curves_stand_out_from_what_is_behind_them(String block) {
        Map<String, Integer> colours = colours(block);
        for (String text : List.of("ink", "soft", "accent", "good", "warning", "critical")) {
            check(colours, text, "card", TEXT);
            check(colours, text, "page", TEXT);
        }
        for (String tone : List.of("good", "warning", "critical")) {
            check(colours, tone, tone + "-wash", TEXT);
            check(colours, "ink", tone + "-wash", TEXT);
            check(colours, "soft", tone + "-wash", TEXT);
        }
        for (String curve : List.of("in", "out", "connects", "dropped")) {
            check(colours, curve, "card", GRAPHICS);
        }
    }

    @Test
    void dark_is_the_same_by_choice_and_by_the_system() {
        assertThat(colours(DARK)).isNotEmpty().isEqualTo(colours(DARK_SYSTEM));
        assertThat(colours(DARK).keySet()).isEqualTo(colours(LIGHT).keySet());
    }

    private static void check(Map<String, Integer> colours, String front, String back, double least) {
        assertThat(contrast(colours.get(front), colours.get(back)))
                .as(front + " on " + back)
                .isGreaterThanOrEqualTo(least);
    }

    private static double contrast(int one, int other) {
        double lighter = Math.max(luminance(one), luminance(other));
        double darker = Math.min(luminance(one), luminance(other));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 0xFF) + 0.7152 * linear(rgb >> 8 & 0xFF) + 0.0722 * linear(rgb & 0xFF);
    }

    private static double linear(int value) {
        double part = value / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
