/**
 * The HTTP API of users, rules, bans and of why somebody was refused.
 */
@NullMarked
package io.ternmq.api.rights;

import org.jspecify.annotations.NullMarked;
