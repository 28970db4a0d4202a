package io.ternmq.console;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webflux.error.DefaultErrorAttributes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/** Puts the {@link Frame} in the models of pages, and of errors, which no controller makes. */
@ControllerAdvice
class FrameModel {
    @ModelAttribute(FrameFilter.FRAME)
    @Nullable
    Frame frame(ServerWebExchange exchange) {
        return exchange.getAttribute(FrameFilter.FRAME);
    }

    /** The model of error pages; not of errors that programs are told, as JSON. */
    @Configuration(proxyBeanMethods = false)
    static class Errors {
        @Bean
        DefaultErrorAttributes errorAttributes() {
            return new DefaultErrorAttributes() {
                // Compilers before 22 don't see in Spring's class that values may be absent, the others do.
                @Override
                @SuppressWarnings("NullAway")
                public Map<String, Object> getErrorAttributes(ServerRequest request, ErrorAttributeOptions options) {
                    Map<String, Object> attributes = super.getErrorAttributes(request, options);
                    if (request.headers().accept().stream().anyMatch(MediaType.TEXT_HTML::equalsTypeAndSubtype)) {
                        String reason = reason(getError(request));
                        if (reason != null) {
                            attributes.put("reason", reason);
                        }
                        request.attribute(FrameFilter.FRAME)
                                .ifPresent(frame -> attributes.put(FrameFilter.FRAME, frame));
                    }
                    return attributes;
                }
            };
        }

        /** Why it was refused, in words of ours; null for all else. */
        private static @Nullable String reason(Throwable error) {
            return error instanceof ResponseStatusException refused && refused.getStatusCode() == HttpStatus.FORBIDDEN
                    ? refused.getReason()
                    : null;
        }
    }
}
