package io.ternmq.api.rights;

import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.admin.rights.RefusedChangeException.Reason;
import java.net.URI;
import java.util.Locale;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What programs are told when something isn't done: problem details as in RFC 9457, with a {@code code} that stays the same. */
@RestControllerAdvice(basePackageClasses = ChangeProblems.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ChangeProblems {
    @ExceptionHandler
    ResponseEntity<ProblemDetail> onRefused(RefusedChangeException refused) {
        HttpStatus status = status(refused.reason());
        String code = refused.reason().name().toLowerCase(Locale.ROOT);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(refused.getMessage()));
        problem.setType(URI.create("urn:ternmq:problem:" + code));
        problem.setTitle(title(refused.reason()));
        problem.setProperty("code", code);
        problem.setProperty("problems", refused.problems());
        return ResponseEntity.of(problem).build();
    }

    private static HttpStatus status(Reason reason) {
        return switch (reason) {
            case INVALID -> HttpStatus.UNPROCESSABLE_CONTENT;
            case MISSING -> HttpStatus.NOT_FOUND;
            case EXISTS -> HttpStatus.CONFLICT;
            case STALE -> HttpStatus.PRECONDITION_FAILED;
            case BUSY -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    }

    private static String title(Reason reason) {
        return switch (reason) {
            case INVALID -> "Not valid";
            case MISSING -> "Not there";
            case EXISTS -> "There already";
            case STALE -> "Changed in the meantime";
            case BUSY -> "Too much at the moment";
        };
    }
}
