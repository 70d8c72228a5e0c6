-- migrate:up

-- A person, or a program of one, who may sign in.
CREATE TABLE users (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64), -- What is typed to sign in.
  password_hash TEXT, -- Encoded with its parameters; null when the person cannot sign in by password.
  totp_secret BYTEA, -- Sealed by the server's key; null without a second factor.
  is_enabled SMALLINT NOT NULL DEFAULT 1 CHECK (is_enabled IN (0, 1)),
  failed_logins BIGINT NOT NULL DEFAULT 0 CHECK (failed_logins >= 0), -- Since the last one that succeeded.
  locked_until BIGINT, -- No sign-in before; null when not locked.
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL DEFAULT 1 -- Grows with each change: who writes names the one they read.
);

-- A set of permissions under a name.
CREATE TABLE roles (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
  permissions TEXT NOT NULL -- A JSON array of words: "view", "trade", "arm", "admin".
);

-- Which roles a user has.
CREATE TABLE user_roles (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
  granted_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, role_id)
);
CREATE INDEX user_roles_by_role ON user_roles (role_id);

-- A signed-in browser or program.
CREATE TABLE user_sessions (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token_hash BYTEA NOT NULL UNIQUE, -- Of what the browser holds; the token itself is kept nowhere.
  address TEXT NOT NULL, -- Where the sign-in came from.
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL, -- The last request.
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT -- Null while it holds.
);
CREATE INDEX user_sessions_by_user ON user_sessions (user_id, expires_at);
CREATE INDEX user_sessions_by_expiry ON user_sessions (expires_at);

-- A key with which a program calls the API for a user.
CREATE TABLE api_keys (
  id TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  key_hash BYTEA NOT NULL UNIQUE,
  permissions TEXT NOT NULL, -- A JSON array of words, no more than the user has.
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  expires_at BIGINT,
  revoked_at BIGINT,
  UNIQUE (user_id, name)
);
