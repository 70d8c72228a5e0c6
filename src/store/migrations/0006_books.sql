-- migrate:up

-- What a run holds of one instrument now.
CREATE TABLE positions (
  run_id TEXT NOT NULL REFERENCES strategy_runs (id) ON DELETE CASCADE,
  symbol TEXT NOT NULL,
  quantity BIGINT NOT NULL, -- Negative is short.
  average_price BIGINT NOT NULL,
  realised_pnl BIGINT NOT NULL DEFAULT 0,
  mark BIGINT, -- The last price seen.
  updated_at BIGINT NOT NULL,
  last_sequence BIGINT NOT NULL,
  PRIMARY KEY (run_id, symbol)
);
CREATE INDEX positions_held ON positions (symbol) WHERE quantity <> 0;

-- What it held after each change.
CREATE TABLE position_history (
  run_id TEXT NOT NULL REFERENCES strategy_runs (id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL,
  part BIGINT NOT NULL DEFAULT 0,
  symbol TEXT NOT NULL,
  at BIGINT NOT NULL,
  cause TEXT NOT NULL CHECK (cause IN ('fill', 'split', 'symbol_change', 'delisting', 'adjustment')),
  quantity BIGINT NOT NULL,
  average_price BIGINT NOT NULL,
  realised_pnl BIGINT NOT NULL,
  PRIMARY KEY (run_id, sequence, part)
);
CREATE INDEX position_history_by_symbol ON position_history (run_id, symbol, sequence);

-- Each movement of cash; the balance is their sum.
CREATE TABLE cash_ledger (
  run_id TEXT NOT NULL REFERENCES strategy_runs (id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL,
  part BIGINT NOT NULL DEFAULT 0,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('deposit', 'withdrawal', 'trade', 'commission', 'fee', 'dividend', 'interest', 'borrow', 'tax', 'exchange', 'write_off', 'adjustment')),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  amount BIGINT NOT NULL, -- Negative is paid.
  balance BIGINT NOT NULL, -- Of that currency, after it.
  symbol TEXT NOT NULL DEFAULT '',
  client_order_id BIGINT,
  note TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (run_id, sequence, part)
);
CREATE INDEX cash_ledger_by_time ON cash_ledger (at);

-- Cash that a fill moves later than it traded.
CREATE TABLE settlements (
  run_id TEXT NOT NULL REFERENCES strategy_runs (id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL, -- Of the fill.
  part BIGINT NOT NULL DEFAULT 0,
  traded_on BIGINT NOT NULL, -- Days since 1970-01-01.
  settles_on BIGINT NOT NULL,
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  amount BIGINT NOT NULL,
  is_settled SMALLINT NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1)),
  PRIMARY KEY (run_id, sequence, part),
  CHECK (settles_on >= traded_on)
);
CREATE INDEX settlements_open ON settlements (settles_on) WHERE is_settled = 0;
