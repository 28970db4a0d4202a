/**
 * Users and rights as VerneMQ keeps them in databases: the table {@code vmq_auth_acl}, Redis, MongoDB, and their JSON ACLs.
 */
@NullMarked
package io.ternmq.access.verne;

import org.jspecify.annotations.NullMarked;
