-- migrate:up

-- An account at a broker, or a simulated one.
CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  broker TEXT NOT NULL, -- "sim" for our own venue.
  number TEXT NOT NULL, -- As the broker calls it.
  kind TEXT NOT NULL CHECK (kind IN ('cash', 'margin', 'portfolio_margin')),
  mode TEXT NOT NULL CHECK (mode IN ('paper', 'live')),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  opened_at BIGINT NOT NULL,
  closed_at BIGINT,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE (broker, number)
);

-- What an account was worth at one moment.
CREATE TABLE account_snapshots (
  account_id TEXT NOT NULL REFERENCES accounts (id),
  at BIGINT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('ours', 'broker')), -- Whose books say so.
  equity BIGINT NOT NULL,
  cash BIGINT NOT NULL,
  settled_cash BIGINT NOT NULL,
  buying_power BIGINT,
  maintenance_margin BIGINT,
  gross_exposure BIGINT,
  net_exposure BIGINT,
  PRIMARY KEY (account_id, at, source)
);
