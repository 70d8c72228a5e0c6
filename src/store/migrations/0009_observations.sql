-- migrate:up

-- One figure of one series: when it is about, and when it could have been known.
CREATE TABLE observations (
  series TEXT NOT NULL, -- "fred:UNRATE".
  event_at BIGINT NOT NULL,
  known_at BIGINT NOT NULL, -- Later than the event: a revision has a later one.
  source TEXT NOT NULL,
  symbol TEXT NOT NULL DEFAULT '',
  value DOUBLE PRECISION,
  unit TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (series, event_at, known_at, source)
);
CREATE INDEX observations_by_known ON observations (series, known_at);

-- A piece of news.
CREATE TABLE articles (
  id TEXT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  source_id TEXT NOT NULL, -- The vendor's name of it.
  event_at BIGINT NOT NULL, -- When it was published.
  known_at BIGINT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  symbols TEXT NOT NULL DEFAULT '[]', -- A JSON array.
  sentiment DOUBLE PRECISION, -- From -1 to 1.
  UNIQUE (source, source_id)
);
CREATE INDEX articles_by_known ON articles (known_at);

-- A large or unusual trade in options.
CREATE TABLE option_flow (
  id TEXT NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  source_id TEXT NOT NULL,
  event_at BIGINT NOT NULL,
  known_at BIGINT NOT NULL,
  symbol TEXT NOT NULL, -- The underlying.
  expires_on BIGINT NOT NULL, -- Days since 1970-01-01.
  strike BIGINT NOT NULL,
  option_kind TEXT NOT NULL CHECK (option_kind IN ('call', 'put')),
  side TEXT NOT NULL CHECK (side IN ('ask', 'bid', 'mid', 'unknown')), -- Where it traded.
  price BIGINT NOT NULL,
  contracts BIGINT NOT NULL,
  premium BIGINT NOT NULL,
  open_interest BIGINT,
  implied_volatility DOUBLE PRECISION,
  tags TEXT NOT NULL DEFAULT '[]',
  UNIQUE (source, source_id)
);
CREATE INDEX option_flow_by_known ON option_flow (symbol, known_at);

-- Something wrong with data that came in.
CREATE TABLE data_findings (
  id TEXT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  symbol TEXT NOT NULL,
  timeframe TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL,
  kind TEXT NOT NULL, -- "gap", "disagreement", "stale", "off_calendar".
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
  first_at BIGINT, -- The stretch that it is about.
  last_at BIGINT,
  details TEXT NOT NULL DEFAULT '{}',
  is_quarantined SMALLINT NOT NULL DEFAULT 0 CHECK (is_quarantined IN (0, 1)),
  resolved_at BIGINT
);
CREATE INDEX data_findings_by_symbol ON data_findings (symbol, at);
CREATE INDEX data_findings_open ON data_findings (at) WHERE resolved_at IS NULL;

-- A named list of instruments to look at.
CREATE TABLE watchlists (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE, -- Null: everybody's.
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE (user_id, name)
);

-- One instrument of a watchlist.
CREATE TABLE watchlist_items (
  watchlist_id TEXT NOT NULL REFERENCES watchlists (id) ON DELETE CASCADE,
  symbol TEXT NOT NULL,
  position BIGINT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (watchlist_id, symbol)
);

-- A question asked of all instruments, kept under a name.
CREATE TABLE screens (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  expression TEXT NOT NULL,
  universe TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1,
  UNIQUE (user_id, name)
);
