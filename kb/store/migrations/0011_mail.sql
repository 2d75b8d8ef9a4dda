-- expand-only
-- Mail out: noted when the log says so, written when it is time, sent until the mail server has it.
CREATE TABLE mail (
  id            TEXT PRIMARY KEY,   -- made from what it is about: the same twice is one mail, and its Message-ID
  site          TEXT NOT NULL REFERENCES site (id),
  kind          TEXT NOT NULL CHECK (kind IN ('sign_up', 'password', 'address', 'address_notice', 'invitation', 'question',
                                              'reply', 'transcript', 'review', 'notices')),
  about         TEXT NOT NULL,      -- id of the token, conversation or proposal
  number        BIGINT NOT NULL,    -- of the message that it is about, 0 where it is about none
  recipient     TEXT NOT NULL,
  language      TEXT NOT NULL,
  subject       TEXT NOT NULL,
  plain         TEXT NOT NULL,
  html          TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('noted', 'due', 'sent', 'failed', 'dropped')),
  tries         BIGINT NOT NULL,
  due_at        BIGINT NOT NULL,
  reason        TEXT NOT NULL CHECK (reason IN ('', 'away', 'postponed', 'refused', 'gave_up')),
  error         TEXT NOT NULL,      -- what the mail server said
  troubled_at   BIGINT,             -- when it first went wrong
  created_at    BIGINT NOT NULL,
  sent_at       BIGINT
);
CREATE INDEX mail_due ON mail (state, due_at);
CREATE INDEX mail_about ON mail (about, kind);
CREATE INDEX mail_recipient ON mail (site, recipient, created_at);

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
