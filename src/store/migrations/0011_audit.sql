-- migrate:up

-- What was done, by whom, in a chain: each record carries the hash of the one before.
CREATE TABLE audit_log (
  sequence BIGINT NOT NULL PRIMARY KEY CHECK (sequence >= 1), -- Without gaps.
  at BIGINT NOT NULL,
  kind TEXT NOT NULL, -- "login", "config_change", "arm", "order", "risk", "migration".
  actor TEXT NOT NULL, -- Who: a user, or a part of the system.
  subject TEXT NOT NULL DEFAULT '', -- What it was done to.
  correlation_id BIGINT NOT NULL DEFAULT 0,
  content TEXT NOT NULL, -- Canonical JSON.
  previous_hash TEXT NOT NULL, -- Of the record before; of nothing, for the first.
  hash TEXT NOT NULL UNIQUE -- Of the hash before and this record's content.
);
CREATE INDEX audit_log_by_time ON audit_log (at);
CREATE INDEX audit_log_by_kind ON audit_log (kind, sequence);
CREATE INDEX audit_log_by_correlation ON audit_log (correlation_id);

-- Where the chain may begin after older records were pruned.
CREATE TABLE audit_anchors (
  sequence BIGINT NOT NULL PRIMARY KEY, -- The last record that was pruned.
  hash TEXT NOT NULL, -- Its hash, which the next record names.
  at BIGINT NOT NULL, -- When it was pruned.
  signature TEXT NOT NULL DEFAULT ''
);
