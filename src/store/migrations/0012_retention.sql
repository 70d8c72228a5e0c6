-- migrate:up

-- How long the rows of a table are kept. A table without a row here is kept for ever.
CREATE TABLE retention_policies (
  table_name TEXT NOT NULL PRIMARY KEY,
  time_column TEXT NOT NULL, -- Nanoseconds; a row goes when this is older than its days.
  keep_days BIGINT NOT NULL CHECK (keep_days >= 1),
  updated_at BIGINT NOT NULL
);
INSERT INTO retention_policies (table_name, time_column, keep_days, updated_at) VALUES
  ('account_snapshots', 'at', 3650, 0),
  ('alerts', 'at', 730, 0),
  ('data_findings', 'at', 365, 0),
  ('jobs', 'created_at', 365, 0),
  ('notifications', 'created_at', 365, 0),
  ('provider_calls', 'at', 90, 0),
  ('signals', 'at', 365, 0),
  ('system_log', 'at', 30, 0),
  ('user_sessions', 'expires_at', 30, 0);
