package io.ternmq.gate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.session.CookieWebSessionIdResolver;
import org.springframework.web.server.session.WebSessionIdResolver;

/**
 * The cookie of a session: for no script and no other site; and for HTTPS only when it was set over HTTPS, which is what the
 * resolver does by itself. It ends with the browser.
 */
@Configuration(proxyBeanMethods = false)
class SessionCookie {
    private static final String NAME = "TERNMQ";

    @Bean
    WebSessionIdResolver webSessionIdResolver() {
        CookieWebSessionIdResolver resolver = new CookieWebSessionIdResolver();
        resolver.setCookieName(NAME);
        resolver.addCookieInitializer(cookie -> cookie.httpOnly(true).sameSite("Strict"));
        return resolver;
    }
}
