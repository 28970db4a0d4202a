package io.ternmq.gate;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What those are told who don't get in: a person is led to the log-in page, a program gets a status and a sentence. */
final class Answers {
    private static final String HTMX = "HX-Request";
    private static final String HTMX_REDIRECT = "HX-Redirect";

    private Answers() {}

    /** Who is not logged in, or not any more. */
    static Mono<Void> logInFirst(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        if (request.getHeaders().containsHeader(HTMX)) {
            exchange.getResponse().getHeaders().set(HTMX_REDIRECT, LogIn.PATH);
            return problem(exchange, HttpStatus.UNAUTHORIZED, "Log in first.");
        }
        if (!isPage(request)) {
            return problem(exchange, HttpStatus.UNAUTHORIZED, "Log in first.");
        }
        String asked = request.getURI().getRawPath()
                + (request.getURI().getRawQuery() == null
                        ? ""
                        : "?" + request.getURI().getRawQuery());
        boolean comesBack = request.getMethod() == HttpMethod.GET;
        return redirect(exchange, LogIn.PATH + "?over" + next(comesBack ? LogIn.local(asked) : "/"));
    }

    /** Who is logged in, but may not do that. */
    static Mono<Void> forbidden(ServerWebExchange exchange, String why) {
        return isPage(exchange.getRequest())
                ? Mono.error(new ResponseStatusException(HttpStatus.FORBIDDEN, why))
                : problem(exchange, HttpStatus.FORBIDDEN, why);
    }

    /** A program that uses the API without a good key. */
    static Mono<Void> keyNeeded(ServerWebExchange exchange) {
        exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        return problem(exchange, HttpStatus.UNAUTHORIZED, "A valid API key is needed: Authorization: Bearer <key>.");
    }

    static Mono<Void> redirect(ServerWebExchange exchange, String location) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.SEE_OTHER);
        response.getHeaders().setLocation(URI.create(location));
        return response.setComplete();
    }

    static String next(String path) {
        return path.equals("/") ? "" : "&next=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
    }

    private static boolean isPage(ServerHttpRequest request) {
        return request.getHeaders().getAccept().stream().anyMatch(MediaType.TEXT_HTML::equalsTypeAndSubtype);
    }

    /** RFC 9457. The sentences are ours: nothing in them has to be escaped. */
    private static Mono<Void> problem(ServerWebExchange exchange, HttpStatus status, String sentence) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        String body = "{\"status\":%d,\"title\":\"%s\",\"detail\":\"%s\"}"
                .formatted(status.value(), status.getReasonPhrase(), sentence);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body.getBytes(StandardCharsets.UTF_8))));
    }
}
