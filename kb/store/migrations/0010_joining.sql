-- expand-only
-- Who joins, is invited, forgets a password, moves to another address or leaves.
ALTER TABLE person ADD COLUMN picture TEXT REFERENCES file (id);
ALTER TABLE person ADD COLUMN left_at BIGINT;        -- the account is closed; what the person wrote stays

-- A link that was sent by mail: good once, and until it expires.
CREATE TABLE token (
  id            TEXT PRIMARY KEY,   -- SHA-256 of what stands in the link
  site          TEXT NOT NULL REFERENCES site (id),
  kind          TEXT NOT NULL CHECK (kind IN ('sign_up', 'password', 'address', 'invitation')),
  person        TEXT REFERENCES person (id),   -- none yet for who signs up
  email         TEXT NOT NULL,      -- where it was sent, and what it proves
  data          TEXT NOT NULL,      -- JSON: name, language, hash of the password that was chosen
  created_at    BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL,
  used_at       BIGINT
);
CREATE INDEX token_email ON token (site, email, kind);
CREATE INDEX token_expires ON token (expires_at);
