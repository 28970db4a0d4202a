package io.ternmq.console.rights;

import io.ternmq.admin.rights.RefusedAdmin;
import io.ternmq.admin.rights.RefusedChangeException;
import io.ternmq.admin.rights.TestAnswer;
import io.ternmq.admin.rights.TesterAdmin;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import reactor.core.publisher.Mono;

/** The tester: a question stands in the address, so that it can be sent to somebody else. */
@Controller
class TesterController {
    private final TesterAdmin tester;
    private final RefusedAdmin refused;

    TesterController(TesterAdmin tester, RefusedAdmin refused) {
        this.tester = tester;
        this.refused = refused;
    }

    @GetMapping(path = "/access/test", produces = MediaType.TEXT_HTML_VALUE)
    Mono<String> page(@ModelAttribute("sent") TestForm sent, Model model) {
        TestForm form = sent.refusal() == null
                ? sent
                : refused.find(sent.refusal()).map(TestForm::of).orElse(sent);
        model.addAttribute("gone", sent.refusal() != null && form == sent);
        if (!form.asks()) {
            return Mono.just(page(model, form, null, Problems.NONE));
        }
        return tester.test(form.question())
                .map(answer -> page(model, form, answer, Problems.NONE))
                .onErrorResume(
                        RefusedChangeException.class, wrong -> Mono.just(page(model, form, null, Problems.of(wrong))));
    }

    private String page(Model model, TestForm form, @Nullable TestAnswer answer, Problems problems) {
        model.addAttribute("form", form);
        model.addAttribute("answer", answer);
        model.addAttribute("problems", problems);
        model.addAttribute("listeners", tester.listeners());
        model.addAttribute("again", form.path());
        return "access/test";
    }
}
