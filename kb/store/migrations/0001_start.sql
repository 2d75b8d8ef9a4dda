-- The first house: people, articles, conversations. The same text runs on SQLite and PostgreSQL.
-- Ids are made in Python and sort by time. Times are milliseconds since 1970, UTC.

CREATE TABLE site (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  created_at  BIGINT NOT NULL
);

CREATE TABLE person (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  email         TEXT NOT NULL,
  name          TEXT NOT NULL,
  role          TEXT NOT NULL CHECK (role IN ('member', 'moderator', 'agent', 'supervisor', 'administrator')),
  state         TEXT NOT NULL CHECK (state IN ('active', 'deactivated')),
  origin        TEXT NOT NULL CHECK (origin IN ('real', 'demo')),
  password      TEXT NOT NULL,
  language      TEXT NOT NULL,
  presence      TEXT NOT NULL CHECK (presence IN ('online', 'away')),
  seen_at       BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  UNIQUE (site, email)
);

CREATE TABLE session (
  id            TEXT PRIMARY KEY,   -- SHA-256 of the cookie's token
  person        TEXT NOT NULL REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person);

-- Counters of what strangers try (sign-in): one row for each key and window.
CREATE TABLE attempt (
  key           TEXT NOT NULL,
  window_start  BIGINT NOT NULL,
  count         BIGINT NOT NULL,
  PRIMARY KEY (key, window_start)
);

CREATE TABLE topic (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  slug          TEXT NOT NULL,
  icon          TEXT NOT NULL,
  position      BIGINT NOT NULL,
  UNIQUE (site, slug)
);

CREATE TABLE topic_name (
  topic         TEXT NOT NULL REFERENCES topic (id),
  language      TEXT NOT NULL,
  name          TEXT NOT NULL,
  PRIMARY KEY (topic, language)
);

-- Articles that say the same in several languages share a variant_group.
CREATE TABLE article (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  slug          TEXT NOT NULL,
  language      TEXT NOT NULL,
  topic         TEXT REFERENCES topic (id),
  variant_group TEXT NOT NULL,
  source_key    TEXT,               -- what an import calls it: importing again finds it by this
  state         TEXT NOT NULL CHECK (state IN ('draft', 'published', 'archived')),
  audience      TEXT NOT NULL CHECK (audience IN ('public', 'staff')),
  revision      BIGINT NOT NULL,    -- number of the current revision
  version       BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  published_at  BIGINT,
  UNIQUE (site, slug),
  UNIQUE (site, source_key)
);
CREATE INDEX article_shelf ON article (site, state, audience, language, topic, id);
CREATE INDEX article_variant ON article (variant_group);

CREATE TABLE revision (
  article       TEXT NOT NULL REFERENCES article (id),
  number        BIGINT NOT NULL,
  title         TEXT NOT NULL,
  body          TEXT NOT NULL,      -- Markdown
  author        TEXT REFERENCES person (id),
  note          TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (article, number)
);

CREATE TABLE phrasing (
  id            TEXT PRIMARY KEY,
  article       TEXT NOT NULL REFERENCES article (id),
  text          TEXT NOT NULL,
  origin        TEXT NOT NULL CHECK (origin IN ('written', 'learned')),
  created_at    BIGINT NOT NULL,
  UNIQUE (article, text)
);

CREATE TABLE conversation (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  token         TEXT NOT NULL UNIQUE,   -- SHA-256 of the customer's bearer token
  link          TEXT UNIQUE,            -- SHA-256 of the private link's token, once there is a ticket
  language      TEXT NOT NULL,
  channel       TEXT NOT NULL CHECK (channel IN ('widget', 'site')),
  page          TEXT NOT NULL,          -- address of the page that the customer stood on
  state         TEXT NOT NULL CHECK (state IN ('bot', 'waiting', 'claimed', 'resolved')),
  outcome       TEXT NOT NULL CHECK (outcome IN ('open', 'confirmed', 'not_solved', 'abandoned', 'handed_over', 'resolved')),
  agent         TEXT REFERENCES person (id),
  customer_name TEXT NOT NULL,
  contact       TEXT NOT NULL,          -- mail address that the customer left; proves nothing
  dialogue      TEXT NOT NULL,          -- the bot's state, JSON
  last_number   BIGINT NOT NULL,        -- number of the last message: no gaps
  last_text     TEXT NOT NULL,          -- first words of the last message, for lists
  last_author   TEXT NOT NULL,
  read_number   BIGINT NOT NULL,        -- the agent has read up to here
  rating        BIGINT,
  rating_comment TEXT NOT NULL,
  version       BIGINT NOT NULL,        -- moved by every write
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL
);
CREATE INDEX conversation_shelf ON conversation (site, state, updated_at, id);
CREATE INDEX conversation_agent ON conversation (agent, state, updated_at);

-- What customer, bot and agents said: everything here may be seen by the customer. Private notes live elsewhere.
CREATE TABLE message (
  conversation  TEXT NOT NULL REFERENCES conversation (id),
  number        BIGINT NOT NULL,
  author        TEXT NOT NULL CHECK (author IN ('customer', 'bot', 'agent', 'system')),
  person        TEXT REFERENCES person (id),
  kind          TEXT NOT NULL CHECK (kind IN ('text', 'passage', 'choices', 'status')),
  text          TEXT NOT NULL,
  data          TEXT NOT NULL,          -- JSON: the passage's article, the choices offered, the status shown
  client_key    TEXT,                   -- made by the sender: the same key again is the same message
  turn          BIGINT NOT NULL,        -- number of the customer's message that this one answers, or its own
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (conversation, number),
  UNIQUE (conversation, client_key)
);

CREATE TABLE note (
  id            TEXT PRIMARY KEY,
  conversation  TEXT NOT NULL REFERENCES conversation (id),
  after_number  BIGINT NOT NULL,        -- written when this was the last message
  person        TEXT NOT NULL REFERENCES person (id),
  text          TEXT NOT NULL,
  client_key    TEXT,
  created_at    BIGINT NOT NULL,
  UNIQUE (conversation, client_key)
);

-- A bot turn that took too long: the message is stored, the answer is owed.
CREATE TABLE due_turn (
  conversation  TEXT NOT NULL REFERENCES conversation (id),
  number        BIGINT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('due', 'done')),
  due_at        BIGINT NOT NULL,
  PRIMARY KEY (conversation, number)
);
CREATE INDEX due_turn_state ON due_turn (state, due_at);

CREATE TABLE handoff (
  id            TEXT PRIMARY KEY,
  conversation  TEXT NOT NULL REFERENCES conversation (id),
  site          TEXT NOT NULL REFERENCES site (id),
  kind          TEXT NOT NULL CHECK (kind IN ('live', 'ticket')),
  reason        TEXT NOT NULL CHECK (reason IN ('asked', 'could_not_answer', 'none_of_these', 'not_solved',
                                               'same_question', 'frustration', 'error', 'too_slow', 'stepped_in', 'returned')),
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'returned', 'resolved')),
  agent         TEXT REFERENCES person (id),
  requested_at  BIGINT NOT NULL,
  claimed_at    BIGINT,
  ended_at      BIGINT
);
CREATE INDEX handoff_queue ON handoff (site, state, requested_at, id);
CREATE INDEX handoff_conversation ON handoff (conversation, requested_at);
CREATE UNIQUE INDEX handoff_one_open ON handoff (conversation) WHERE state IN ('waiting', 'claimed');

-- What was tried before a person came: searches, articles shown with their score, choices rejected.
CREATE TABLE evidence (
  id            TEXT PRIMARY KEY,
  conversation  TEXT NOT NULL REFERENCES conversation (id),
  kind          TEXT NOT NULL CHECK (kind IN ('searched', 'shown', 'offered', 'rejected')),
  text          TEXT NOT NULL,
  article       TEXT REFERENCES article (id),
  score         DOUBLE PRECISION,
  created_at    BIGINT NOT NULL
);
CREATE INDEX evidence_conversation ON evidence (conversation, id);

CREATE TABLE lease (
  name          TEXT PRIMARY KEY,
  holder        TEXT NOT NULL,
  until         BIGINT NOT NULL
);

-- What each process last said of itself; read by /health.
CREATE TABLE heartbeat (
  process       TEXT PRIMARY KEY,
  state         TEXT NOT NULL CHECK (state IN ('well', 'unwell')),
  detail        TEXT NOT NULL,
  at            BIGINT NOT NULL
);
