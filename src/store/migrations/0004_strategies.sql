-- migrate:up

-- A strategy with its parameters, as it may be run.
CREATE TABLE strategies (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE, -- What the operator calls it.
  kind TEXT NOT NULL, -- The strategy's own name: "sma_cross".
  parameters TEXT NOT NULL, -- One JSON object.
  is_enabled SMALLINT NOT NULL DEFAULT 0 CHECK (is_enabled IN (0, 1)),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);

-- One session of trading from its start to its end; its journal is the truth about it.
CREATE TABLE strategy_runs (
  id TEXT NOT NULL PRIMARY KEY, -- The journal's name: "paper-20261126T143000.123Z".
  strategy_id TEXT REFERENCES strategies (id),
  account_id TEXT REFERENCES accounts (id),
  mode TEXT NOT NULL CHECK (mode IN ('paper', 'live', 'replay')),
  title TEXT NOT NULL DEFAULT '',
  options TEXT NOT NULL, -- What it was started with, one JSON object.
  code_version TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT, -- Null while it runs, or when it never ended as it should.
  commands_hash TEXT, -- Of every command, known at its end.
  last_sequence BIGINT NOT NULL DEFAULT 0 CHECK (last_sequence >= 0) -- The last record of the journal that these tables hold.
);
CREATE INDEX strategy_runs_by_start ON strategy_runs (started_at);
CREATE INDEX strategy_runs_by_strategy ON strategy_runs (strategy_id);
CREATE INDEX strategy_runs_by_account ON strategy_runs (account_id);

-- What a strategy made of the market at one moment.
CREATE TABLE signals (
  run_id TEXT NOT NULL REFERENCES strategy_runs (id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL, -- Of the journal's record that it came from.
  part BIGINT NOT NULL DEFAULT 0, -- Several may come from one record.
  at BIGINT NOT NULL,
  strategy TEXT NOT NULL,
  symbol TEXT NOT NULL,
  name TEXT NOT NULL,
  value DOUBLE PRECISION,
  PRIMARY KEY (run_id, sequence, part)
);
CREATE INDEX signals_by_time ON signals (at);

-- What a strategy decided, and what risk made of it.
CREATE TABLE decisions (
  run_id TEXT NOT NULL REFERENCES strategy_runs (id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL,
  part BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL,
  correlation_id BIGINT NOT NULL, -- Ties everything that came of it together.
  strategy TEXT NOT NULL,
  symbol TEXT NOT NULL,
  action TEXT NOT NULL, -- "buy", "sell", "cancel", "hold".
  rule TEXT NOT NULL DEFAULT '', -- Which of the strategy's rules fired.
  seen TEXT NOT NULL DEFAULT '{}', -- The values it looked at, one JSON object.
  outcome TEXT NOT NULL CHECK (outcome IN ('approved', 'trimmed', 'denied', 'none')),
  reason TEXT NOT NULL DEFAULT '', -- Why risk trimmed or denied.
  PRIMARY KEY (run_id, sequence, part)
);
CREATE INDEX decisions_by_correlation ON decisions (correlation_id);
CREATE INDEX decisions_by_time ON decisions (at);
