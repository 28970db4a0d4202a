package io.ternmq.console;

import io.ternmq.access.builtin.Account;
import io.ternmq.access.builtin.Role;
import io.ternmq.access.password.ScramKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody at a browser without scripts: keeps cookies, and sends forms with the token of the page that was seen last. */
public final class Person {
    public static final String PASSWORD = "right horse 2 staple";

    private static final String ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int FEW_ITERATIONS = 4096;
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    private final String address;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient client;
    private String token = "";
    private String forwardedFor = "";

    /** A visitor. */
    public Person(String address) {
        this(address, HttpClient.newBuilder());
    }

    public Person(String address, HttpClient.Builder client) {
        this.address = address;
        this.client = client.cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The same, as a proxy says from where. */
    public Person from(String elsewhere) {
        forwardedFor = elsewhere;
        return this;
    }

    /** An account of that role named for it, made when there is none, and logged in. */
    public static Person with(WebParts web, Role role) {
        String name = role.name().toLowerCase(Locale.ROOT) + "-person";
        if (web.builtin().accounts().find(name).block() == null) {
            account(web, name, role);
        }
        Person person = new Person(web.address());
        HttpResponse<String> answer = person.logIn(name, PASSWORD);
        if (answer.statusCode() != 303) {
            throw new AssertionError(answer + "\n" + answer.body());
        }
        return person;
    }

    /** Makes an account with the password {@link #PASSWORD}. */
    public static void account(WebParts web, String name, Role role) {
        String hash = ScramKeys.ofPassword(PASSWORD.getBytes(StandardCharsets.UTF_8), FEW_ITERATIONS)
                .text();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        web.builtin()
                .accounts()
                .save(new Account(name, hash, role, false, false, now, null))
                .block();
    }

    /** Opens the log-in page and sends its form. */
    public HttpResponse<String> logIn(String name, String password) {
        get("/login");
        return post("/login", "username", name, "password", password);
    }

    public HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = request(path).header("Accept", ACCEPT);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        HttpResponse<String> answer = send(request.build());
        Matcher found = TOKEN.matcher(answer.body());
        if (found.find()) {
            token = found.group(1);
        }
        return answer;
    }

    /** Sends a form; fields are names and values in turn. */
    public HttpResponse<String> post(String path, String... fields) {
        return postWithToken(path, token, fields);
    }

    /** With another token than the page's. */
    public HttpResponse<String> postWithToken(String path, String otherToken, String... fields) {
        StringJoiner form = new StringJoiner("&");
        form.add("_csrf=" + encoded(otherToken));
        for (int i = 0; i < fields.length; i += 2) {
            form.add(encoded(fields[i]) + "=" + encoded(fields[i + 1]));
        }
        return send(request(path)
                .header("Accept", ACCEPT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE);
        return forwardedFor.isEmpty() ? request : request.header("X-Forwarded-For", forwardedFor);
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    public HttpClient client() {
        return client;
    }

    /** The token of the page that was seen last. */
    public String token() {
        return token;
    }

    /** The value of the session's cookie; empty for none. */
    public String session() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("TERNMQ"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    /** Puts a cookie in the jar, as somebody else might. */
    public void plant(String name, String value) {
        HttpCookie cookie = new HttpCookie(name, value);
        cookie.setPath("/");
        cookie.setDomain(URI.create(address).getHost());
        cookie.setVersion(0);
        cookies.getCookieStore().add(URI.create(address), cookie);
    }

    public static String location(HttpResponse<?> answer) {
        return Objects.requireNonNull(
                answer.headers().firstValue("Location").orElse(null), () -> "no Location in " + answer);
    }

    public List<HttpCookie> cookies() {
        return cookies.getCookieStore().getCookies();
    }
}
