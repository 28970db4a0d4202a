package io.ternmq.gate;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.FormLoginSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.HeaderSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.HttpBasicSpec;
import org.springframework.security.config.web.server.ServerHttpSecurity.LogoutSpec;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.csrf.XorServerCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The two ways in: programs come to {@code /api} with a key in each request, and nothing there looks at a cookie; people come to all
 * the rest with a session, and prove by a token that a change was asked for by a page of ours. What every answer tells a browser is
 * {@link SecurityHeaders}' matter.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityChains {
    private static final String NOT_YOURS = "Your role does not allow this.";
    private static final String STALE_FORM =
            "The page was too old or came from elsewhere: go back, reload it and try again.";

    /** Requests are measured as wholes; what each filter took of them would cost every request and tell nobody anything. */
    @Bean
    static SecurityObservationSettings observedSteps() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    @Order(1)
    SecurityWebFilterChain programs(ServerHttpSecurity http, KeyCheck keys) {
        return plain(http)
                .securityMatcher(ServerWebExchangeMatchers.pathMatchers("/api/**"))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .csrf(CsrfSpec::disable)
                .logout(LogoutSpec::disable)
                .addFilterAt(keys.filter(), SecurityWebFiltersOrder.AUTHENTICATION)
                .authorizeExchange(PathRoles::ofApi)
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint((exchange, missing) -> Answers.keyNeeded(exchange))
                                .accessDeniedHandler((exchange, denied) -> Answers.forbidden(exchange, NOT_YOURS)))
                .build();
    }

    @Bean
    @Order(2)
    SecurityWebFilterChain people(
            ServerHttpSecurity http, LogIn logIn, VisitorSessions sessions, CsrfTokens tokens, KeyCheck keys) {
        return plain(http)
                .securityContextRepository(sessions)
                .csrf(csrf -> csrf.csrfTokenRepository(tokens)
                        .csrfTokenRequestHandler(fromFormsOfBothKinds())
                        .requireCsrfProtectionMatcher(changesByPages())
                        .accessDeniedHandler((exchange, denied) -> exchange.getSession()
                                .flatMap(session -> VisitorSessions.visitor(session) == null
                                        ? Answers.logInFirst(exchange)
                                        : fresh(exchange, tokens).then(Answers.forbidden(exchange, STALE_FORM)))))
                .logout(out -> out.logoutUrl("/logout")
                        .logoutHandler((exchange, who) -> sessions.save(exchange.getExchange(), null))
                        .logoutSuccessHandler(
                                (exchange, who) -> Answers.redirect(exchange.getExchange(), LogIn.PATH + "?bye")))
                .addFilterAt(logIn.filter(), SecurityWebFiltersOrder.FORM_LOGIN)
                .addFilterAt(keys.filterOfActuator(), SecurityWebFiltersOrder.AUTHENTICATION)
                .addFilterAfter(new SessionGuard(sessions), SecurityWebFiltersOrder.AUTHORIZATION)
                .authorizeExchange(PathRoles::ofPages)
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint((exchange, missing) -> Answers.logInFirst(exchange))
                                .accessDeniedHandler((exchange, denied) -> Answers.forbidden(exchange, NOT_YOURS)))
                .build();
    }

    private static ServerHttpSecurity plain(ServerHttpSecurity http) {
        return http.headers(HeaderSpec::disable)
                .httpBasic(HttpBasicSpec::disable)
                .formLogin(FormLoginSpec::disable)
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()));
    }

    /** The page that refuses has forms of its own, which need the right token. */
    private static Mono<Void> fresh(ServerWebExchange exchange, CsrfTokens tokens) {
        return Mono.fromRunnable(() -> fromFormsOfBothKinds().handle(exchange, tokens.loadToken(exchange)));
    }

    private static XorServerCsrfTokenRequestAttributeHandler fromFormsOfBothKinds() {
        XorServerCsrfTokenRequestAttributeHandler tokens = new XorServerCsrfTokenRequestAttributeHandler();
        tokens.setTokenFromMultipartDataEnabled(true);
        return tokens;
    }

    /** What the command line asks for is told by its header, which no page of somebody else's can send. */
    private static ServerWebExchangeMatcher changesByPages() {
        return new AndServerWebExchangeMatcher(
                CsrfWebFilter.DEFAULT_CSRF_MATCHER,
                new NegatedServerWebExchangeMatcher(ServerWebExchangeMatchers.pathMatchers("/admin/**")));
    }

    /**
     * Client ids and topics stand in paths, with whatever is in them, encoded. That is safe here: paths are matched for roles by the same
     * parser, on the same decoded parts, as for the controllers.
     */
    @Bean
    ServerWebExchangeFirewall firewall() {
        StrictServerWebExchangeFirewall firewall = new StrictServerWebExchangeFirewall();
        firewall.setAllowSemicolon(true);
        firewall.setAllowBackSlash(true);
        firewall.setAllowUrlEncodedSlash(true);
        firewall.setAllowUrlEncodedDoubleSlash(true);
        firewall.setAllowUrlEncodedPercent(true);
        firewall.setAllowUrlEncodedPeriod(true);
        firewall.setAllowUrlEncodedCarriageReturn(true);
        firewall.setAllowUrlEncodedLineFeed(true);
        firewall.setAllowUrlEncodedLineSeparator(true);
        firewall.setAllowUrlEncodedParagraphSeparator(true);
        firewall.setAllowNull(true);
        return firewall;
    }
}
