package io.ternmq.admin.rights;

import java.util.List;

/**
 * The sources that are asked on a listener, in order.
 *
 * @param authentication who somebody is
 * @param authorization what somebody may do
 * @param anonymous who may connect without being asked who: {@code true}, {@code loopback} or {@code false}
 */
public record SourceChain(String listener, List<String> authentication, List<String> authorization, String anonymous) {}
