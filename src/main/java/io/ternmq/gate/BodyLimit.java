package io.ternmq.gate;

import io.ternmq.config.Settings;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads no more of a request than {@code ternmq.console.max-request}, whether it says how long it is or not. */
@Component
@Order(BodyLimit.BEFORE_SECURITY)
class BodyLimit implements WebFilter {
    static final int BEFORE_SECURITY = SecurityHeaders.FIRST + 2;

    private final Settings settings;

    BodyLimit(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        long limit = settings.current().console().maxRequest().toBytes();
        if (exchange.getRequest().getHeaders().getContentLength() > limit) {
            return Mono.error(tooLong());
        }
        return chain.filter(exchange.mutate()
                .request(new Limited(exchange.getRequest(), limit))
                .build());
    }

    private static ResponseStatusException tooLong() {
        return new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE, "ternmq.console.max-request");
    }

    /** A request whose body breaks off where the limit is. */
    private static final class Limited extends ServerHttpRequestDecorator {
        private final long limit;

        Limited(ServerHttpRequest request, long limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return Flux.defer(() -> {
                AtomicLong read = new AtomicLong();
                return super.getBody()
                        .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                        .map(part -> {
                            if (read.addAndGet(part.readableByteCount()) > limit) {
                                DataBufferUtils.release(part);
                                throw tooLong();
                            }
                            return part;
                        });
            });
        }
    }
}
