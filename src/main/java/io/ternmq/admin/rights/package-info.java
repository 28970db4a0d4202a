/**
 * What operators do with users, rules and bans, and how they find out why somebody may or may not do something.
 */
@NullMarked
@NamedInterface("rights")
package io.ternmq.admin.rights;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
