package io.ternmq.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.web.reactive.config.ResourceHandlerRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/**
 * Serves styles, scripts and pictures. Browsers keep them but ask each time whether they are still the same, by their content:
 * the build gives all files the same date.
 */
@Configuration(proxyBeanMethods = false)
class StaticFiles implements WebFluxConfigurer {
    private static final String HTMX = "classpath:/META-INF/resources/webjars/htmx.org/2.0.10/dist/";

    private final Map<String, String> tags = new ConcurrentHashMap<>();

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        serve(registry, "/assets/**", "classpath:/static/assets/");
        serve(registry, "/assets/lib/*.min.js", HTMX);
    }

    private void serve(ResourceHandlerRegistry registry, String paths, String from) {
        registry.addResourceHandler(paths)
                .addResourceLocations(from)
                .setCacheControl(CacheControl.noCache())
                .setUseLastModified(false)
                .setEtagGenerator(file -> tags.computeIfAbsent(String.valueOf(file.getFilename()), name -> tag(file)));
    }

    private static String tag(Resource file) {
        try (InputStream content = file.getInputStream()) {
            CRC32C checksum = new CRC32C();
            checksum.update(content.readAllBytes());
            return '"' + HexFormat.of().toHexDigits((int) checksum.getValue()) + '"';
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }
}
