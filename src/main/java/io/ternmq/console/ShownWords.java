package io.ternmq.console;

import io.ternmq.admin.Words;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Numbers as pages show them; templates know it as {@code @words}. */
@Component("words")
class ShownWords {
    private static final long NEVER = 0xFFFFFFFFL;

    /** 1,234 */
    public String count(long number) {
        return Words.count(number);
    }

    /** 512 B, 1.5 KB */
    public String bytes(long bytes) {
        return Words.bytes((double) bytes);
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

    /** When a session with this expiry interval, in seconds, ends. */
    public String expiry(long seconds) {
        if (seconds == NEVER) {
            return "never";
        }
        return seconds == 0 ? "with its connection" : Words.span(Duration.ofSeconds(seconds)) + " after its connection";
    }
}
