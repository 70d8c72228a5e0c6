-- migrate:up

DROP INDEX provider_calls_by_time;
DROP INDEX provider_calls_by_provider;
ALTER TABLE provider_calls RENAME TO provider_calls_before;

-- One call to a vendor, as it went.
CREATE TABLE provider_calls (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL, -- When it was sent.
  provider TEXT NOT NULL,
  operation TEXT NOT NULL, -- "quote", "quotes", "history", "actions", "search", "option-chain", "fundamentals", "stream".
  symbol TEXT NOT NULL DEFAULT '', -- Empty for batches and searches.
  outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'no-data', 'symbol-not-found', 'bad-request', 'auth', 'entitlement', 'throttle', 'quota', 'blocked', 'transient', 'retired')),
  is_malformed SMALLINT NOT NULL DEFAULT 0 CHECK (is_malformed IN (0, 1)), -- Transient because the body made no sense.
  status BIGINT NOT NULL DEFAULT 0, -- Of the last HTTP answer; 0 when there was none.
  duration_ns BIGINT NOT NULL CHECK (duration_ns >= 0),
  request_count BIGINT NOT NULL DEFAULT 1, -- HTTP requests: pages, cookies and crumbs count too.
  byte_count BIGINT NOT NULL DEFAULT 0, -- Of the bodies that came back, decompressed.
  cost BIGINT NOT NULL DEFAULT 0, -- What it took from the budget.
  budget_left BIGINT, -- Afterwards, in the tightest window; empty where there is no limit.
  error TEXT NOT NULL DEFAULT '' -- The vendor's words, without its key.
);
CREATE INDEX provider_calls_by_time ON provider_calls (at);
CREATE INDEX provider_calls_by_provider ON provider_calls (provider, at);

INSERT INTO provider_calls (id, at, provider, operation, symbol, outcome, status, duration_ns, byte_count, cost, error)
  SELECT id, at, provider, operation, symbol,
    CASE outcome WHEN 'ok' THEN 'ok' WHEN 'cached' THEN 'ok' WHEN 'limited' THEN 'throttle' ELSE 'transient' END,
    status, duration_ns, byte_count, cost, error
  FROM provider_calls_before;
DROP TABLE provider_calls_before;
