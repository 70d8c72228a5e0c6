-- migrate:up

-- What experiments are made on; every trial on it counts against the next result.
CREATE TABLE data_sets (
  id TEXT NOT NULL PRIMARY KEY, -- Hash of the bars and their range.
  description TEXT NOT NULL,
  symbols TEXT NOT NULL, -- A JSON array.
  timeframe TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  trial_count BIGINT NOT NULL DEFAULT 0 CHECK (trial_count >= 0),
  created_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1
);

-- A backtest that was run, by the hash of its spec, data and code.
CREATE TABLE backtests (
  id TEXT NOT NULL PRIMARY KEY, -- The run's id: 32 hex digits.
  data_set_id TEXT REFERENCES data_sets (id),
  sweep_id TEXT, -- The sweep that it belongs to, if any.
  title TEXT NOT NULL,
  strategy TEXT NOT NULL,
  parameters TEXT NOT NULL, -- One JSON object.
  symbols TEXT NOT NULL, -- A JSON array.
  spec TEXT NOT NULL, -- The resolved spec, one JSON object.
  assumptions TEXT NOT NULL DEFAULT '[]',
  warnings TEXT NOT NULL DEFAULT '[]',
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  initial_cash BIGINT NOT NULL,
  final_equity BIGINT NOT NULL,
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  trade_count BIGINT NOT NULL CHECK (trade_count >= 0),
  code_version TEXT NOT NULL,
  commands_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX backtests_by_time ON backtests (created_at, id);
CREATE INDEX backtests_by_strategy ON backtests (strategy, created_at);
CREATE INDEX backtests_by_data_set ON backtests (data_set_id);
CREATE INDEX backtests_by_sweep ON backtests (sweep_id);

-- A closed lot of a backtest.
CREATE TABLE backtest_trades (
  backtest_id TEXT NOT NULL REFERENCES backtests (id) ON DELETE CASCADE,
  number BIGINT NOT NULL, -- From 1, in the report's order.
  strategy TEXT NOT NULL DEFAULT '',
  symbol TEXT NOT NULL,
  quantity BIGINT NOT NULL, -- Negative when it was short.
  entry_at BIGINT NOT NULL,
  entry_price BIGINT NOT NULL,
  exit_at BIGINT NOT NULL,
  exit_price BIGINT NOT NULL,
  pnl BIGINT NOT NULL,
  trade_return DOUBLE PRECISION NOT NULL,
  commission BIGINT NOT NULL,
  bars_held BIGINT NOT NULL DEFAULT 0,
  mae DOUBLE PRECISION NOT NULL DEFAULT 0, -- The worst it stood at, part of the entry price.
  mfe DOUBLE PRECISION NOT NULL DEFAULT 0, -- The best.
  entry_tag TEXT NOT NULL DEFAULT '',
  exit_tag TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (backtest_id, number)
);

-- Equity over time, of a backtest or of a session of trading.
CREATE TABLE equity_points (
  subject_id TEXT NOT NULL, -- A backtest's or a run's id.
  at BIGINT NOT NULL,
  equity BIGINT NOT NULL,
  cash BIGINT,
  benchmark DOUBLE PRECISION, -- What buying and holding would have given.
  PRIMARY KEY (subject_id, at)
);

-- One figure of a backtest or of a run, by its key in the report.
CREATE TABLE performance_metrics (
  subject_id TEXT NOT NULL,
  name TEXT NOT NULL, -- "max_drawdown".
  kind TEXT NOT NULL CHECK (kind IN ('ratio', 'percent', 'money', 'count', 'days')),
  value DOUBLE PRECISION, -- Null where it cannot be computed.
  PRIMARY KEY (subject_id, name)
);
CREATE INDEX performance_metrics_by_name ON performance_metrics (name, value);

-- A search over parameters.
CREATE TABLE sweeps (
  id TEXT NOT NULL PRIMARY KEY,
  data_set_id TEXT NOT NULL REFERENCES data_sets (id),
  kind TEXT NOT NULL CHECK (kind IN ('grid', 'random', 'model', 'walk_forward', 'monte_carlo')),
  strategy TEXT NOT NULL,
  spec TEXT NOT NULL,
  axes TEXT NOT NULL, -- A JSON array.
  objective TEXT NOT NULL,
  seed BIGINT NOT NULL DEFAULT 0,
  trial_count BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  summary TEXT NOT NULL DEFAULT '{}',
  code_version TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX sweeps_by_time ON sweeps (created_at, id);
CREATE INDEX sweeps_by_data_set ON sweeps (data_set_id);

-- One point of a search.
CREATE TABLE trials (
  sweep_id TEXT NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  number BIGINT NOT NULL, -- Its place in the plan.
  parameters TEXT NOT NULL,
  objective DOUBLE PRECISION, -- Null where it cannot be computed.
  final_equity BIGINT NOT NULL,
  trade_count BIGINT NOT NULL,
  max_drawdown DOUBLE PRECISION,
  sharpe DOUBLE PRECISION,
  PRIMARY KEY (sweep_id, number)
);
CREATE INDEX trials_by_objective ON trials (sweep_id, objective);
