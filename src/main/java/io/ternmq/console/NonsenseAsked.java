package io.ternmq.console;

import io.ternmq.admin.InvalidInputException;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.server.ServerWebExchange;

/** Answers addresses and forms that no page of ours makes. */
@ControllerAdvice(basePackageClasses = NonsenseAsked.class)
class NonsenseAsked {
    @ExceptionHandler(InvalidInputException.class)
    String onNonsense(InvalidInputException e, ServerWebExchange exchange, Model model) {
        exchange.getResponse().setStatusCode(HttpStatus.BAD_REQUEST);
        model.addAttribute(FrameFilter.FRAME, exchange.getAttribute(FrameFilter.FRAME));
        model.addAttribute("status", HttpStatus.BAD_REQUEST.value());
        return "error/4xx";
    }
}
