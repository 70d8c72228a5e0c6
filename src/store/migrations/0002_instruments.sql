-- migrate:up

-- What can be traded.
CREATE TABLE instruments (
  id TEXT NOT NULL PRIMARY KEY,
  symbol TEXT NOT NULL CHECK (length(symbol) BETWEEN 1 AND 64), -- As it trades now.
  kind TEXT NOT NULL DEFAULT 'stock' CHECK (kind IN ('stock', 'etf', 'index', 'future', 'option', 'fx', 'crypto', 'bond', 'fund')),
  exchange TEXT NOT NULL DEFAULT '',
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  calendar TEXT NOT NULL CHECK (calendar IN ('nyse', '24x7', 'fx', 'cme')),
  tick BIGINT NOT NULL DEFAULT 0 CHECK (tick >= 0), -- Smallest step of the price in 1e-8; 0 when free.
  lot BIGINT NOT NULL DEFAULT 100000000 CHECK (lot >= 0), -- Smallest step of the quantity in 1e-8; 0 when free.
  multiplier BIGINT NOT NULL DEFAULT 1 CHECK (multiplier > 0), -- What a point of price is worth for one unit.
  name TEXT NOT NULL DEFAULT '',
  sector TEXT NOT NULL DEFAULT '',
  listed_at BIGINT,
  delisted_at BIGINT,
  updated_at BIGINT NOT NULL,
  UNIQUE (symbol, exchange, currency)
);

-- Something that happened to every holder of an instrument.
CREATE TABLE corporate_actions (
  id TEXT NOT NULL PRIMARY KEY,
  instrument_id TEXT NOT NULL REFERENCES instruments (id),
  kind TEXT NOT NULL CHECK (kind IN ('split', 'dividend', 'symbol_change', 'delisting')),
  ex_date BIGINT NOT NULL, -- Days since 1970-01-01; effective before the open of that day.
  numerator BIGINT NOT NULL DEFAULT 1 CHECK (numerator > 0), -- New shares of a split ...
  denominator BIGINT NOT NULL DEFAULT 1 CHECK (denominator > 0), -- ... for so many old ones.
  amount BIGINT NOT NULL DEFAULT 0, -- Cash for one unit in 1e-8 of the currency.
  currency TEXT NOT NULL DEFAULT 'USD' CHECK (length(currency) = 3),
  symbol TEXT NOT NULL DEFAULT '', -- The new one of a change.
  source TEXT NOT NULL,
  known_at BIGINT NOT NULL,
  UNIQUE (instrument_id, kind, ex_date, source)
);
CREATE INDEX corporate_actions_by_date ON corporate_actions (ex_date);

-- A file of bars in the store; the bars themselves stand in the file.
CREATE TABLE bar_files (
  symbol TEXT NOT NULL,
  timeframe TEXT NOT NULL,
  source TEXT NOT NULL,
  instrument_id TEXT REFERENCES instruments (id),
  calendar TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE, -- Below the home folder.
  row_count BIGINT NOT NULL CHECK (row_count >= 0),
  first_at BIGINT, -- Start of the first bar; null when there is none.
  last_at BIGINT,
  byte_count BIGINT NOT NULL CHECK (byte_count >= 0),
  checksum TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (symbol, timeframe, source)
);
CREATE INDEX bar_files_by_instrument ON bar_files (instrument_id);
