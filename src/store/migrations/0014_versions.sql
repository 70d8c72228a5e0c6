-- migrate:up

ALTER TABLE backtests ADD COLUMN options TEXT NOT NULL DEFAULT '[]'; -- What its user said, [key, value] by [key, value]: enough to run it again.
ALTER TABLE backtests ADD COLUMN version BIGINT NOT NULL DEFAULT 1; -- Of its note; who changes it names the one they read.
ALTER TABLE sweeps ADD COLUMN note TEXT NOT NULL DEFAULT ''; -- What a person calls it.
ALTER TABLE sweeps ADD COLUMN version BIGINT NOT NULL DEFAULT 1; -- Of its note.
ALTER TABLE retention_policies ADD COLUMN version BIGINT NOT NULL DEFAULT 1; -- Grows with each change.
