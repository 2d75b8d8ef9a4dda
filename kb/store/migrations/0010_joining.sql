-- expand-only
-- Who joins, is invited, forgets a password, moves to another address or leaves.
ALTER TABLE person ADD COLUMN picture TEXT REFERENCES file (id);
ALTER TABLE person ADD COLUMN left_at BIGINT;        -- the account is closed; what the person wrote stays
ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT '';   -- in words, so that its person knows it again
CREATE INDEX person_list ON person (site, role, state, left_at, id);

-- What a link that was sent by mail is for: good once, and until it expires.
CREATE TABLE token (
  id            TEXT PRIMARY KEY,   -- stands in the link, beside a proof that only this installation can make
  site          TEXT NOT NULL REFERENCES site (id),
  kind          TEXT NOT NULL CHECK (kind IN ('sign_up', 'password', 'address', 'invitation', 'question')),
  person        TEXT REFERENCES person (id),   -- none yet for who signs up
  email         TEXT NOT NULL,      -- where it was sent, and what it proves
  data          TEXT NOT NULL,      -- JSON: name, language, hash of the password that was chosen
  created_at    BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL,
  used_at       BIGINT
);
CREATE INDEX token_email ON token (site, email, kind);
CREATE INDEX token_person ON token (person);
CREATE INDEX token_expires ON token (expires_at);

-- What one person did here, for the page about them.
CREATE INDEX revision_author ON revision (author);
CREATE INDEX handoff_agent ON handoff (agent, conversation);
