-- What one node does for all, and when one last began to.
CREATE TABLE IF NOT EXISTS ternmq_duty (name VARCHAR(20) NOT NULL PRIMARY KEY, done_at BIGINT NOT NULL);
INSERT INTO ternmq_duty (name, done_at) VALUES ('AUDIT', 0);
