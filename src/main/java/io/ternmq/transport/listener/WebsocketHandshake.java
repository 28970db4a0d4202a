package io.ternmq.transport.listener;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.UPGRADE_REQUIRED;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.ternmq.config.ListenerSettings.WebsocketSettings;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.transport.connection.NettyConnection;
import io.ternmq.transport.connection.Phase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP request that makes a websocket (RFC 6455 section 4.2): the right path, version 13, a sub-protocol of MQTT
 * (MQTT-6.0.0-3), an Origin that is allowed, and what a trusted proxy tells. Whatever is wrong is answered by HTTP with one
 * line that says so. When it is right, {@link WebsocketFrames} takes the place of HTTP in the pipeline.
 */
final class WebsocketHandshake extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String VERSION = "13";

    private final NettyConnection connection;
    private final WebsocketSettings settings;
    private final ForwardedClient forwarded;

    /** Why a request is refused. */
    private record Refusal(HttpResponseStatus status, ReasonCode reason, String detail) {}

    /** Makes the library's answer to the handshake, and leaves the pipeline to us. */
    private static final class Answer extends WebSocketServerHandshaker13 {
        Answer(WebsocketSettings settings) {
            super("", String.join(",", settings.subprotocols()), false, Integer.MAX_VALUE);
        }

        FullHttpResponse to(FullHttpRequest request) {
            return newHandshakeResponse(request, null);
        }
    }

    WebsocketHandshake(NettyConnection connection, WebsocketSettings settings, ForwardedClient forwarded) {
        this.connection = connection;
        this.settings = settings;
        this.forwarded = forwarded;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        Refusal refusal = refusalOf(request);
        if (refusal == null) {
            String untrusted = forwarded.take(connection.identity(), request.headers());
            refusal = untrusted == null ? null : new Refusal(FORBIDDEN, ReasonCode.NOT_AUTHORIZED, untrusted);
        }
        if (refusal == null) {
            accept(ctx, request);
        } else {
            refuse(ctx, refusal);
        }
    }

    private @Nullable Refusal refusalOf(FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!request.decoderResult().isSuccess()) {
            return malformed("the request is no HTTP");
        }
        if (!path(request.uri()).equals(settings.path())) {
            return new Refusal(NOT_FOUND, ReasonCode.UNSPECIFIED_ERROR, "the websocket is at " + settings.path());
        }
        if (!HttpMethod.GET.equals(request.method())
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY) == null) {
            return malformed("the request asks for no websocket");
        }
        if (!VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return new Refusal(
                    UPGRADE_REQUIRED, ReasonCode.UNSPECIFIED_ERROR, "the websocket version is not " + VERSION);
        }
        if (!offersSubprotocol(headers)) {
            return malformed("no sub-protocol of " + String.join(", ", settings.subprotocols()) + " is offered");
        }
        if (!allowsOrigin(headers)) {
            return new Refusal(FORBIDDEN, ReasonCode.NOT_AUTHORIZED, "the origin is not allowed");
        }
        return null;
    }

    private static Refusal malformed(String detail) {
        return new Refusal(BAD_REQUEST, ReasonCode.PROTOCOL_ERROR, detail);
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private boolean offersSubprotocol(HttpHeaders headers) {
        for (String line : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            for (String offered : line.split(",", -1)) {
                if (settings.subprotocols().contains(offered.strip())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Only browsers tell an origin; without one there is nobody to protect. */
    private boolean allowsOrigin(HttpHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin == null) {
            return true;
        }
        List<String> allowed = settings.allowedOrigins();
        if (allowed.isEmpty()) {
            int scheme = origin.indexOf("://");
            return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(headers.get(HttpHeaderNames.HOST));
        }
        return allowed.contains("*") || allowed.stream().anyMatch(origin::equalsIgnoreCase);
    }

    private void accept(ChannelHandlerContext ctx, FullHttpRequest request) {
        FullHttpResponse response = new Answer(settings).to(request);
        ctx.writeAndFlush(response);
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addAfter(ctx.name(), Handlers.WEBSOCKET, new WebsocketFrames(connection, settings));
        connection.passed(Phase.WEBSOCKET);
        pipeline.remove(Handlers.HTTP_BODY);
        pipeline.remove(this);
        // Last, since it hands on what came behind the request.
        pipeline.remove(Handlers.HTTP);
    }

    private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
        ByteBuf body = Unpooled.copiedBuffer(refusal.detail() + "\n", StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status(), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (refusal.status() == UPGRADE_REQUIRED) {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
        }
        ctx.write(response);
        connection.refuseUnheard(refusal.reason(), refusal.detail());
    }
}
