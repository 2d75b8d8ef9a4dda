-- expand-only
-- What moderators teach: who wrote a wording, which questions an article does not answer, which words mean the same;
-- and what customers' questions suggest, which counts for nothing until a moderator has kept it.
ALTER TABLE phrasing ADD COLUMN author TEXT REFERENCES person (id);

CREATE TABLE never_answer (
  id            TEXT PRIMARY KEY,
  article       TEXT NOT NULL REFERENCES article (id),
  text          TEXT NOT NULL,
  origin        TEXT NOT NULL CHECK (origin IN ('written', 'learned')),
  author        TEXT REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  UNIQUE (article, text)
);

-- Those that were decided stay: the same question does not suggest itself again.
CREATE TABLE suggestion (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  article       TEXT NOT NULL REFERENCES article (id),
  kind          TEXT NOT NULL CHECK (kind IN ('phrasing', 'never_answer')),
  text          TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'kept', 'dismissed')),
  conversations BIGINT NOT NULL,    -- how many said it
  conversation  TEXT NOT NULL,      -- which one said it last
  reviewer      TEXT REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  UNIQUE (article, kind, text)
);
CREATE INDEX suggestion_waiting ON suggestion (site, kind, state, id);

CREATE TABLE synonym (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  language      TEXT NOT NULL CHECK (language IN ('', 'en', 'zh')),   -- of the question; empty: any
  words         TEXT NOT NULL,      -- one on each line
  direction     TEXT NOT NULL CHECK (direction IN ('both', 'one_way', 'apart')),
  author        TEXT REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  UNIQUE (site, language, words)
);

-- Moved by every change of a synonym, so that each process notices with one cheap read.
ALTER TABLE site ADD COLUMN synonym_version BIGINT NOT NULL DEFAULT 0;
