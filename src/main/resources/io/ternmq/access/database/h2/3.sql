-- Of passwords that were hashed anew: the print of the hash there is now, and of the one that was kept at first.
CREATE TABLE IF NOT EXISTS ternmq_rehashed (user_name VARCHAR(512) NOT NULL PRIMARY KEY, hash_print BIGINT NOT NULL, first_print BIGINT NOT NULL);
