package io.ternmq.admin;

/**
 * Who changes something, for the audit log.
 *
 * @param name the account's or API key's
 * @param via {@code console}, {@code api} or {@code cli}
 * @param address where the request came from
 */
public record Author(String name, String via, String address) {}
