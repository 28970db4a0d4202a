package io.ternmq.api;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;

/** Says what is wrong with a request about clients, subscriptions and retained messages, in the form of RFC 9457. */
@RestControllerAdvice(
        assignableTypes = {ClientsController.class, SubscriptionsController.class, RetainedController.class})
class ListProblems {
    @ExceptionHandler(IllegalArgumentException.class)
    ProblemDetail onNonsense(IllegalArgumentException e) {
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

    private static String sentence(@Nullable String message) {
        String text = String.valueOf(message);
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }
}
