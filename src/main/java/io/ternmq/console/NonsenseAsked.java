package io.ternmq.console;

import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.server.ServerWebExchange;

/** Answers addresses and forms of the pages about clients that no page of ours makes. */
@ControllerAdvice(
        assignableTypes = {
            ClientsPages.class,
            ClientPage.class,
            SubscriptionPages.class,
            RetainedPages.class,
            RetainedMessagePage.class
        })
class NonsenseAsked {
    @ExceptionHandler(IllegalArgumentException.class)
    String onNonsense(IllegalArgumentException e, ServerWebExchange exchange, Model model) {
        exchange.getResponse().setStatusCode(HttpStatus.BAD_REQUEST);
        model.addAttribute(FrameFilter.FRAME, exchange.getAttribute(FrameFilter.FRAME));
        model.addAttribute("status", HttpStatus.BAD_REQUEST.value());
        return "error/4xx";
    }
}
