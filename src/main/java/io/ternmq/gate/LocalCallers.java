package io.ternmq.gate;

import io.ternmq.admin.Author;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Keeps what the command line does to programs on the node's own machine, which need no log-in. A request below {@code /admin} passes
 * when all of this holds:
 *
 * <ul>
 *   <li>its connection comes from the loopback, by the socket's own word; and no header says that a proxy has passed it on;
 *   <li>it asks for a host of the loopback, so that no name which leads here makes a page in a browser one of ours;
 *   <li>it has the header {@value #HEADER}, which a page of somebody else's can't send.
 * </ul>
 *
 * <p>Of every request it notes whether the first two of these hold ({@link Author#IS_HERE}). The headers are looked at as they came, also where
 * a proxy's are believed and taken out of the request.
 */
@Component
@Order(LocalCallers.AFTER_SECURITY_HEADERS)
class LocalCallers implements WebFilter {
    static final String HEADER = "X-TernMQ-Admin";

    static final int AFTER_SECURITY_HEADERS = SecurityHeaders.FIRST + 1;

    private static final PathPattern GUARDED = PathPatternParser.defaultInstance.parse("/admin/**");
    private static final String FORWARDED = "x-forwarded-";
    private static final Set<String> PROXIED = Set.of(
            "forwarded",
            "via",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "x-original-forwarded-for",
            "true-client-ip",
            "cf-connecting-ip");

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String remote = remoteness(request);
        exchange.getAttributes()
                .put(
                        Author.IS_HERE,
                        remote == null && isLoopbackName(request.getHeaders().getHost()));
        String refusal = GUARDED.matches(request.getPath().pathWithinApplication()) ? refusal(request, remote) : null;
        return refusal == null ? chain.filter(exchange) : refuse(exchange.getResponse(), refusal);
    }

    private static @Nullable String refusal(ServerHttpRequest request, @Nullable String remoteness) {
        HttpHeaders headers = request.getHeaders();
        if (remoteness != null) {
            return remoteness;
        }
        if (!isLoopbackName(headers.getHost())) {
            return "This is answered under the name localhost or an address of the loopback only.";
        }
        return headers.containsHeader(HEADER) ? null : "This is answered when the header " + HEADER + " is there only.";
    }

    /** Why a request does not count as one of a program on this machine; null when it does. */
    private static @Nullable String remoteness(ServerHttpRequest request) {
        Object received = ServerHttpRequestDecorator.<Object>getNativeRequest(request);
        if (!(received instanceof HttpServerRequest connection)
                || !isLoopback(connection.connectionRemoteAddress())
                || !isLoopback(request.getRemoteAddress())) {
            return "This is answered on the node's own machine only: run the command there.";
        }
        HttpHeaders asTheyCame = new HttpHeaders(new Netty4HeadersAdapter(connection.requestHeaders()));
        if (asTheyCame.headerNames().stream().anyMatch(LocalCallers::isProxys)) {
            return "This is answered to programs on the node's own machine only, and not by way of a proxy.";
        }
        return null;
    }

    private static boolean isProxys(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return PROXIED.contains(name) || name.startsWith(FORWARDED);
    }

    private static boolean isLoopback(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress address && isLoopback(address.getAddress());
    }

    private static boolean isLoopback(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }

    /** Only literal addresses count besides the one name, so that nothing is looked up. */
    private static boolean isLoopbackName(@Nullable InetSocketAddress host) {
        if (host == null) {
            return false;
        }
        String name = host.getHostString();
        return name.equalsIgnoreCase("localhost")
                || name.matches("127(\\.\\d{1,3}){3}")
                || name.matches("\\[?(::1|0:0:0:0:0:0:0:1)]?");
    }

    private static Mono<Void> refuse(ServerHttpResponse response, String why) {
        response.setStatusCode(HttpStatus.FORBIDDEN);
        response.getHeaders().setContentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8));
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap((why + "\n").getBytes(StandardCharsets.UTF_8))));
    }
}
