-- migrate:up

DROP INDEX audit_log_by_time;
DROP INDEX audit_log_by_kind;
DROP INDEX audit_log_by_correlation;
ALTER TABLE audit_log RENAME TO audit_log_before;
ALTER TABLE audit_anchors RENAME TO audit_anchors_before;

-- What was done, by whom: a copy of the trails of homes (HOME/audit/trail.jsonl), which are the truth.
CREATE TABLE audit_log (
  trail TEXT NOT NULL, -- Whose: the hash of its first record.
  sequence BIGINT NOT NULL CHECK (sequence >= 1), -- Without gaps.
  at BIGINT NOT NULL,
  kind TEXT NOT NULL, -- "operator", "config", "order_intent", "risk", "migration", ...
  action TEXT NOT NULL DEFAULT '', -- "submit", "migrate".
  actor TEXT NOT NULL, -- Who: a user, or a part of the system.
  subject TEXT NOT NULL DEFAULT '', -- What it was done to.
  correlation TEXT NOT NULL DEFAULT '', -- Ties all that came of one decision: "paper-.../17".
  content TEXT NOT NULL, -- The record's own bytes, JSON, up to its hash.
  previous_hash TEXT NOT NULL, -- Of the record before; zeros for the first.
  hash TEXT NOT NULL UNIQUE, -- SHA-256 of `content`, which holds the hash before.
  PRIMARY KEY (trail, sequence)
);
CREATE INDEX audit_log_by_time ON audit_log (at);
CREATE INDEX audit_log_by_kind ON audit_log (kind, at);
CREATE INDEX audit_log_by_subject ON audit_log (subject);
CREATE INDEX audit_log_by_correlation ON audit_log (correlation);

INSERT INTO audit_log (trail, sequence, at, kind, actor, subject, content, previous_hash, hash)
  SELECT '', sequence, at, kind, actor, subject, content, previous_hash, hash FROM audit_log_before;
DROP TABLE audit_log_before;

-- Where a trail begins in its table after older records were pruned.
CREATE TABLE audit_anchors (
  trail TEXT NOT NULL,
  sequence BIGINT NOT NULL, -- The last record that was pruned.
  hash TEXT NOT NULL, -- Its hash, which the next record names.
  at BIGINT NOT NULL, -- When its rows went.
  signature TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (trail, sequence)
);
INSERT INTO audit_anchors (trail, sequence, hash, at, signature)
  SELECT '', sequence, hash, at, signature FROM audit_anchors_before;
DROP TABLE audit_anchors_before;
