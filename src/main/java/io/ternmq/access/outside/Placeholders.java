package io.ternmq.access.outside;

import io.ternmq.access.AuthenticationRequest;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Fills in a text of the settings, such as {@code uid=%u}. What is filled in is not looked at for placeholders again. */
public final class Placeholders {
    private Placeholders() {}

    /** What a placeholder stands for; null when there is none of that letter. */
    public interface Meaning {
        @Nullable
        String of(char letter);
    }

    /** {@code %c}, {@code %u} and {@code %m}: client id, user name (empty for none) and mountpoint, each as it is made safe. */
    public static Meaning of(AuthenticationRequest request, UnaryOperator<String> safe) {
        return letter -> switch (letter) {
            case 'c' -> safe.apply(request.id().clientId());
            case 'u' -> safe.apply(request.userName() == null ? "" : request.userName());
            case 'm' -> safe.apply(request.id().mountpoint());
            default -> null;
        };
    }

    public static String fill(String text, Meaning meaning) {
        StringBuilder filled = new StringBuilder(text.length() + 16);
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            String stood = c == '%' && i < text.length() ? meaning.of(text.charAt(i)) : null;
            if (stood == null) {
                filled.append(c);
            } else {
                filled.append(stood);
                i++;
            }
        }
        return filled.toString();
    }
}
