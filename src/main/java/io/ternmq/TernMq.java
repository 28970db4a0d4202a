package io.ternmq;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The broker's entry point. */
@SpringBootApplication
public class TernMq {

    public static void main(String[] args) {
        SpringApplication.run(TernMq.class, args);
    }
}
