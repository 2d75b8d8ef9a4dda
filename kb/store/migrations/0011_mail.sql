-- expand-only
-- Mail out: written when the log says so, sent until the mail server has it.
CREATE TABLE mail (
  id            TEXT PRIMARY KEY,   -- made from what it is about: the same twice is one mail, and its Message-ID
  site          TEXT NOT NULL REFERENCES site (id),
  kind          TEXT NOT NULL,
  recipient     TEXT NOT NULL,
  language      TEXT NOT NULL,
  subject       TEXT NOT NULL,
  plain         TEXT NOT NULL,
  html          TEXT NOT NULL,
  headers       TEXT NOT NULL,      -- JSON
  state         TEXT NOT NULL CHECK (state IN ('due', 'sent', 'failed')),
  tries         BIGINT NOT NULL,
  due_at        BIGINT NOT NULL,
  error         TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  sent_at       BIGINT
);
CREATE INDEX mail_due ON mail (state, due_at);
CREATE INDEX mail_recipient ON mail (site, recipient);

-- How far somebody has read the log.
CREATE TABLE follower (
  name          TEXT PRIMARY KEY,
  cursor        TEXT NOT NULL
);

-- Addresses that want no mail of a kind any more; what a person asked for themselves is sent all the same.
CREATE TABLE unsubscribed (
  site          TEXT NOT NULL REFERENCES site (id),
  email         TEXT NOT NULL,
  kind          TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (site, email, kind)
);
