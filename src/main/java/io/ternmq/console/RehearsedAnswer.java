package io.ternmq.console;

import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer that is made as any other and goes nowhere; counts its bytes. See {@link PageRehearsal}. */
final class RehearsedAnswer extends AbstractServerHttpResponse {
    private final AtomicLong bytes = new AtomicLong();

    RehearsedAnswer() {
        super(DefaultDataBufferFactory.sharedInstance);
    }

    /** How long the page is. */
    long bytes() {
        return bytes.get();
    }

    @Override
    protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> body) {
        return Flux.from(body).doOnNext(this::drop).then();
    }

    @Override
    protected Mono<Void> writeAndFlushWithInternal(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return Flux.from(body).concatMap(this::writeWithInternal).then();
    }

    private void drop(DataBuffer part) {
        bytes.addAndGet(part.readableByteCount());
        DataBufferUtils.release(part);
    }

    @Override
    protected void applyStatusCode() {
        // no network is told
    }

    @Override
    protected void applyHeaders() {
        // no network is told
    }

    @Override
    protected void applyCookies() {
        // no network is told
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // so it is in Spring
    public <T> T getNativeResponse() {
        throw new IllegalStateException("no server sends this");
    }
}
