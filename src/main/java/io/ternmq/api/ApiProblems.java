package io.ternmq.api;

import io.ternmq.admin.InvalidInputException;
import io.ternmq.admin.publish.NotPublishedException;
import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.admin.rights.RefusedChangeException.Reason;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;

/**
 * What programs are told when something isn't done: problem details as in RFC 9457, with a {@code code} that stays the same where there are
 * several reasons.
 */
@RestControllerAdvice(basePackageClasses = ApiProblems.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ApiProblems {
    @ExceptionHandler(InvalidInputException.class)
    ProblemDetail onNonsense(InvalidInputException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, sentence(e.getMessage()));
    }

    @ExceptionHandler(NotThereException.class)
    ProblemDetail onNotThere(NotThereException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, sentence(e.getMessage()));
    }

    /** More is being asked than can wait. */
    @ExceptionHandler(RejectedExecutionException.class)
    ProblemDetail onTooMany(RejectedExecutionException e) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "Too many questions are being worked on; ask again later.");
    }

    /** A parameter that is missing or isn't what it should be, a body that can't be read. */
    @ExceptionHandler(ResponseStatusException.class)
    ProblemDetail onUnreadable(ResponseStatusException e) {
        return e.getBody();
    }

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

    /** A message that was not published, told as operators may see it. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> onNotPublished(NotPublishedException e) {
        HttpStatus status = switch (e.kind()) {
            case REFUSED -> HttpStatus.FORBIDDEN;
            case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case BUSY, NOT_KEPT -> HttpStatus.SERVICE_UNAVAILABLE;
        };
        String code = e.kind().name().toLowerCase(Locale.ROOT);
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(e.getMessage()));
        problem.setType(URI.create("urn:ternmq:problem:" + code));
        problem.setTitle(
                switch (e.kind()) {
                    case REFUSED -> "Refused";
                    case TOO_LARGE -> "Too large";
                    case BUSY -> "Too much at the moment";
                    case NOT_KEPT -> "Published, not kept";
                });
        problem.setProperty("code", code);
        problem.setProperty("reasonCode", e.reasonCode());
        problem.setProperty("reason", e.reason());
        problem.setProperty("source", e.source());
        problem.setProperty("why", e.rule());
        problem.setProperty("ruleId", e.ruleId());
        problem.setProperty("trail", e.trail());
        return ResponseEntity.of(problem).build();
    }

    private static String sentence(@Nullable String message) {
        String text = String.valueOf(message);
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".");
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
