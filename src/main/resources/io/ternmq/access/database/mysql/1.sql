-- Users, rules and all else that is managed at run time. Flags are 0 or 1, times are milliseconds since 1970.
CREATE TABLE IF NOT EXISTS ternmq_change (kind VARCHAR(20) NOT NULL PRIMARY KEY, version BIGINT NOT NULL) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS ternmq_user (
  name VARCHAR(512) NOT NULL PRIMARY KEY,
  password_hash MEDIUMTEXT,
  scram_keys MEDIUMTEXT,
  user_groups MEDIUMTEXT NOT NULL,
  disabled INTEGER NOT NULL,
  note MEDIUMTEXT NOT NULL,
  changed_at BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS ternmq_rule (
  id BIGINT NOT NULL PRIMARY KEY,
  place INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  allows INTEGER NOT NULL,
  who_kind VARCHAR(20) NOT NULL,
  who_value MEDIUMTEXT NOT NULL,
  operations VARCHAR(200) NOT NULL,
  target MEDIUMTEXT NOT NULL,
  share_name MEDIUMTEXT,
  max_qos INTEGER NOT NULL,
  note MEDIUMTEXT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS ternmq_rule_id (id INTEGER NOT NULL PRIMARY KEY, next_id BIGINT NOT NULL) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS ternmq_ban (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(20) NOT NULL,
  ban_value MEDIUMTEXT NOT NULL,
  reason MEDIUMTEXT NOT NULL,
  banned_by MEDIUMTEXT NOT NULL,
  since_at BIGINT NOT NULL,
  until_at BIGINT
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS ternmq_account (
  name VARCHAR(512) NOT NULL PRIMARY KEY,
  password_hash MEDIUMTEXT NOT NULL,
  role_name VARCHAR(20) NOT NULL,
  disabled INTEGER NOT NULL,
  must_change INTEGER NOT NULL,
  changed_at BIGINT NOT NULL,
  last_login BIGINT
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS ternmq_api_key (
  id VARCHAR(512) NOT NULL PRIMARY KEY,
  secret_hash VARCHAR(128) NOT NULL,
  key_name MEDIUMTEXT NOT NULL,
  role_name VARCHAR(20) NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  last_used BIGINT
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS ternmq_audit (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  happened_at BIGINT NOT NULL,
  author MEDIUMTEXT NOT NULL,
  via VARCHAR(40) NOT NULL,
  address VARCHAR(200) NOT NULL,
  action_name VARCHAR(200) NOT NULL,
  object_name MEDIUMTEXT NOT NULL,
  before_json MEDIUMTEXT,
  after_json MEDIUMTEXT,
  undoes BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT IGNORE INTO ternmq_change (kind, version) VALUES ('USERS', 0);
INSERT IGNORE INTO ternmq_change (kind, version) VALUES ('RULES', 0);
INSERT IGNORE INTO ternmq_change (kind, version) VALUES ('BANS', 0);
INSERT IGNORE INTO ternmq_change (kind, version) VALUES ('ACCOUNTS', 0);
INSERT IGNORE INTO ternmq_change (kind, version) VALUES ('API_KEYS', 0);
INSERT IGNORE INTO ternmq_rule_id (id, next_id) VALUES (1, 1);
