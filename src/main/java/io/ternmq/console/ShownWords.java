package io.ternmq.console;

import io.ternmq.admin.Words;
import org.springframework.stereotype.Component;

/** Numbers as pages show them; templates know it as {@code @words}. */
@Component("words")
public class ShownWords {
    /** 1,234 */
    public String count(long number) {
        return Words.count(number);
    }

    /** 850 µs, 3.2 ms, 1.5 s */
    public String micros(long micros) {
        if (micros < 1000) {
            return micros + " µs";
        }
        return micros < 1_000_000 ? Words.rate(micros / 1e3) + " ms" : Words.rate(micros / 1e6) + " s";
    }

    /** "1 user", "2 users" */
    public String counted(long number, String one, String many) {
        return Words.counted(number, one, many);
    }
}
