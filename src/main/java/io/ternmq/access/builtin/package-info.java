/**
 * What the broker knows itself of users and rights: its users, rules and bans, the people and programs that manage them, and who
 * changed what. Values and the ports to whatever keeps them: a database today, replicas of a cluster later.
 */
@NullMarked
@NamedInterface("builtin")
package io.ternmq.access.builtin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
