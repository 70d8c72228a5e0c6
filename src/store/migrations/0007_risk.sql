-- migrate:up

-- A set of limits; a change is a new version, and the old ones stay.
CREATE TABLE risk_limits (
  name TEXT NOT NULL,
  version BIGINT NOT NULL CHECK (version >= 1),
  limits TEXT NOT NULL, -- One JSON object.
  reason TEXT NOT NULL, -- Why it was changed.
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (name, version)
);

-- What risk did: denied, trimmed, halted, resumed.
CREATE TABLE risk_events (
  run_id TEXT NOT NULL REFERENCES strategy_runs (id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL,
  part BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL,
  correlation_id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL CHECK (kind IN ('denied', 'trimmed', 'halted', 'reduce_only', 'resumed', 'breach', 'mismatch')),
  symbol TEXT NOT NULL DEFAULT '',
  rule TEXT NOT NULL, -- Which limit: "order_value_above_limit".
  details TEXT NOT NULL DEFAULT '{}', -- The values compared, one JSON object.
  PRIMARY KEY (run_id, sequence, part)
);
CREATE INDEX risk_events_by_time ON risk_events (at);
CREATE INDEX risk_events_by_correlation ON risk_events (correlation_id);

-- Something that a person should know.
CREATE TABLE alerts (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '',
  run_id TEXT REFERENCES strategy_runs (id) ON DELETE SET NULL,
  correlation_id BIGINT NOT NULL DEFAULT 0,
  acknowledged_at BIGINT, -- Null until somebody has seen it.
  acknowledged_by TEXT
);
CREATE INDEX alerts_by_time ON alerts (at);
CREATE INDEX alerts_by_run ON alerts (run_id);
CREATE INDEX alerts_open ON alerts (severity, at) WHERE acknowledged_at IS NULL;

-- An alert on its way to a person, and whether it arrived.
CREATE TABLE notifications (
  id TEXT NOT NULL PRIMARY KEY,
  alert_id TEXT REFERENCES alerts (id) ON DELETE CASCADE,
  channel TEXT NOT NULL, -- "email", "sms", "webhook".
  recipient TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
  attempts BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  error TEXT NOT NULL DEFAULT '', -- Of the last attempt.
  created_at BIGINT NOT NULL,
  sent_at BIGINT
);
CREATE INDEX notifications_by_alert ON notifications (alert_id);
CREATE INDEX notifications_waiting ON notifications (created_at) WHERE state = 'queued';
