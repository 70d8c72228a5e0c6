-- migrate:up

-- An order as it stands; how it came there is in its transitions.
CREATE TABLE orders (
  run_id TEXT NOT NULL REFERENCES strategy_runs (id) ON DELETE CASCADE,
  client_order_id BIGINT NOT NULL, -- Session and sequence: never used twice.
  account_id TEXT REFERENCES accounts (id),
  broker_order_id TEXT, -- Null until the broker has named it.
  correlation_id BIGINT NOT NULL DEFAULT 0,
  strategy TEXT NOT NULL,
  symbol TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  kind TEXT NOT NULL CHECK (kind IN ('market', 'limit', 'stop', 'stop_limit', 'trailing_stop', 'trailing_stop_limit', 'market_on_close', 'limit_on_close')),
  time_in_force TEXT NOT NULL CHECK (time_in_force IN ('day', 'gtc', 'ioc', 'fok', 'gtd', 'opg')),
  quantity BIGINT NOT NULL, -- 0 when a fraction was never resolved.
  limit_price BIGINT,
  stop_price BIGINT,
  trail_amount BIGINT,
  trail_percent BIGINT,
  limit_offset BIGINT,
  expires_at BIGINT,
  reduce_only SMALLINT NOT NULL DEFAULT 0 CHECK (reduce_only IN (0, 1)),
  outside_hours SMALLINT NOT NULL DEFAULT 0 CHECK (outside_hours IN (0, 1)),
  parent_order_id BIGINT, -- The order whose fill wakes it.
  oco_group BIGINT, -- What one of a group fills, the others lose.
  tag TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('pending', 'working', 'partly_filled', 'cancelling', 'filled', 'cancelled', 'rejected', 'expired')),
  filled BIGINT NOT NULL DEFAULT 0,
  average_price BIGINT, -- Of what filled; null before.
  commission BIGINT NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '', -- Why it was refused or ended.
  placed_at BIGINT NOT NULL,
  ended_at BIGINT,
  last_sequence BIGINT NOT NULL, -- The journal's record that last changed it.
  PRIMARY KEY (run_id, client_order_id)
);
CREATE INDEX orders_by_time ON orders (placed_at);
CREATE INDEX orders_by_symbol ON orders (symbol, placed_at);
CREATE INDEX orders_by_correlation ON orders (correlation_id);
CREATE INDEX orders_by_account ON orders (account_id);
CREATE INDEX orders_at_broker ON orders (broker_order_id) WHERE broker_order_id IS NOT NULL;
CREATE INDEX orders_alive ON orders (run_id) WHERE ended_at IS NULL;

-- One step of an order's life.
CREATE TABLE order_transitions (
  run_id TEXT NOT NULL,
  sequence BIGINT NOT NULL, -- Of the journal's record.
  part BIGINT NOT NULL DEFAULT 0,
  client_order_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  input TEXT NOT NULL, -- What happened: "ack", "fill", "cancel_sent".
  from_state TEXT NOT NULL DEFAULT '', -- Empty at its birth.
  to_state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (run_id, sequence, part),
  FOREIGN KEY (run_id, client_order_id) REFERENCES orders (run_id, client_order_id) ON DELETE CASCADE
);
CREATE INDEX order_transitions_by_order ON order_transitions (run_id, client_order_id, sequence);

-- A part of an order that traded.
CREATE TABLE fills (
  run_id TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  part BIGINT NOT NULL DEFAULT 0,
  client_order_id BIGINT NOT NULL,
  execution_id TEXT, -- The broker's name of it, which makes it count once.
  symbol TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
  quantity BIGINT NOT NULL CHECK (quantity > 0),
  price BIGINT NOT NULL,
  commission BIGINT NOT NULL,
  fees BIGINT NOT NULL DEFAULT 0, -- Of exchanges and regulators.
  event_at BIGINT NOT NULL, -- When it traded.
  known_at BIGINT NOT NULL, -- When we heard of it.
  settles_on BIGINT, -- Days since 1970-01-01.
  PRIMARY KEY (run_id, sequence, part),
  UNIQUE (run_id, execution_id),
  FOREIGN KEY (run_id, client_order_id) REFERENCES orders (run_id, client_order_id) ON DELETE CASCADE
);
CREATE INDEX fills_by_order ON fills (run_id, client_order_id);
CREATE INDEX fills_by_time ON fills (event_at);
CREATE INDEX fills_by_symbol ON fills (symbol, event_at);

-- A closed lot, from the part of its entry to the part of its exit.
CREATE TABLE trades (
  run_id TEXT NOT NULL REFERENCES strategy_runs (id) ON DELETE CASCADE,
  sequence BIGINT NOT NULL, -- Of the fill that closed it.
  part BIGINT NOT NULL DEFAULT 0,
  strategy TEXT NOT NULL,
  symbol TEXT NOT NULL,
  quantity BIGINT NOT NULL CHECK (quantity <> 0), -- Negative when it was short.
  entry_order_id BIGINT,
  exit_order_id BIGINT,
  entry_at BIGINT NOT NULL,
  entry_price BIGINT NOT NULL,
  exit_at BIGINT NOT NULL,
  exit_price BIGINT NOT NULL,
  pnl BIGINT NOT NULL, -- Net of both commissions.
  commission BIGINT NOT NULL,
  entry_tag TEXT NOT NULL DEFAULT '',
  exit_tag TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (run_id, sequence, part)
);
CREATE INDEX trades_by_exit ON trades (exit_at);
CREATE INDEX trades_by_symbol ON trades (symbol, exit_at);
