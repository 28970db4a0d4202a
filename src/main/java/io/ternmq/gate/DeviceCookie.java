package io.ternmq.gate;

import io.ternmq.admin.Accounts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * The cookie by which a browser shows that it has logged in to an account lately, so that strangers who fail at the account on purpose
 * don't keep its people out. It lets nobody in. Nothing is kept on the node: the cookie is a number, when it was given, and a seal over
 * both and the account, which is good until the account's password is changed. Thread safe.
 */
@Component
class DeviceCookie {
    static final String NAME = "TERNMQ-DEVICE";

    private static final Duration LIFE = Duration.ofDays(30);
    private static final int NUMBER_BYTES = 12;
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{16})\\.(\\d{1,12})\\.([A-Za-z0-9_-]{43})");

    private final Accounts accounts;
    private final SecureRandom random = new SecureRandom();

    DeviceCookie(Accounts accounts) {
        this.accounts = accounts;
    }

    /** The browser's number, when it has logged in to this account lately; else null. */
    @Nullable
    String find(ServerWebExchange exchange, String account) {
        HttpCookie cookie = exchange.getRequest().getCookies().getFirst(NAME);
        Matcher parts = FORM.matcher(cookie == null ? "" : cookie.getValue());
        if (!parts.matches()) {
            return null;
        }
        String number = parts.group(1);
        String given = parts.group(2);
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(given)), Instant.now());
        boolean good = MessageDigest.isEqual(bytes(seal(account, number, given)), bytes(parts.group(3)));
        return good && age.compareTo(LIFE) < 0 ? number : null;
    }

    /** Gives one to a browser that has just logged in to this account. */
    void give(ServerWebExchange exchange, String account) {
        byte[] bytes = new byte[NUMBER_BYTES];
        random.nextBytes(bytes);
        String number = Base64.getUrlEncoder().encodeToString(bytes);
        String given = String.valueOf(Instant.now().getEpochSecond());
        exchange.getResponse()
                .addCookie(ResponseCookie.from(NAME, number + "." + given + "." + seal(account, number, given))
                        .path(LogIn.PATH)
                        .maxAge(LIFE)
                        .httpOnly(true)
                        .sameSite("Strict")
                        .secure("https".equals(exchange.getRequest().getURI().getScheme()))
                        .build());
    }

    private String seal(String account, String number, String given) {
        return accounts.seal(account, "device " + number + " " + given);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
