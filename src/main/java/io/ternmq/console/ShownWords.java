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

    /** "1 user", "2 users" */
    public String counted(long number, String one, String many) {
        return Words.counted(number, one, many);
    }
}
