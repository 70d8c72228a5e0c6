-- migrate:up

-- One call to a vendor.
CREATE TABLE provider_calls (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  provider TEXT NOT NULL,
  operation TEXT NOT NULL,
  symbol TEXT NOT NULL DEFAULT '',
  request TEXT NOT NULL DEFAULT '', -- Without its key.
  status BIGINT NOT NULL, -- Of HTTP; 0 when there was no answer.
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'cached', 'limited', 'failed', 'timeout')),
  duration_ns BIGINT NOT NULL CHECK (duration_ns >= 0),
  byte_count BIGINT NOT NULL DEFAULT 0,
  cost BIGINT NOT NULL DEFAULT 0, -- Calls that it took from the budget.
  error TEXT NOT NULL DEFAULT '',
  correlation_id BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX provider_calls_by_time ON provider_calls (at);
CREATE INDEX provider_calls_by_provider ON provider_calls (provider, at);

-- What the system said about itself.
CREATE TABLE system_log (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('debug', 'info', 'warning', 'error')),
  module TEXT NOT NULL,
  message TEXT NOT NULL,
  fields TEXT NOT NULL DEFAULT '{}', -- One JSON object, without secrets.
  correlation_id BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX system_log_by_time ON system_log (at);
CREATE INDEX system_log_by_level ON system_log (level, at);

-- Work that waits, runs or is done; the row is the truth, so a restart takes it up again.
CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL, -- "backtest", "sweep", "fetch".
  spec TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  priority BIGINT NOT NULL DEFAULT 0,
  progress DOUBLE PRECISION NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
  attempts BIGINT NOT NULL DEFAULT 0,
  worker TEXT NOT NULL DEFAULT '',
  result TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX jobs_waiting ON jobs (priority, created_at) WHERE state = 'queued';
CREATE INDEX jobs_by_time ON jobs (created_at);
