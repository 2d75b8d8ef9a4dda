-- An article's way to its readers: reviewed before it is published, also for members alone, owned, checked by a day.
-- SQLite changes no CHECK of a table that exists, so the table is made anew; what points to it does again at the end.
PRAGMA defer_foreign_keys = ON;

CREATE TEMPORARY TABLE kept_article AS SELECT * FROM article;

DROP TABLE article;

CREATE TABLE article (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  slug          TEXT NOT NULL,
  language      TEXT NOT NULL,
  topic         TEXT REFERENCES topic (id),
  variant_group TEXT NOT NULL,
  source_key    TEXT,               -- what an import calls it: importing again finds it by this
  state         TEXT NOT NULL CHECK (state IN ('draft', 'in_review', 'published', 'archived')),
  audience      TEXT NOT NULL CHECK (audience IN ('public', 'members', 'staff')),
  revision      BIGINT NOT NULL,    -- number of the current revision
  version       BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  published_at  BIGINT,
  owner         TEXT REFERENCES person (id),   -- who answers for it
  check_by      BIGINT,             -- when it should be looked at again
  checked_at    BIGINT,             -- when somebody last said that it is still right
  translates    BIGINT,             -- the revision of its group's source that it says the same as
  UNIQUE (site, slug),
  UNIQUE (site, source_key)
);

INSERT INTO article (id, site, slug, language, topic, variant_group, source_key, state, audience, revision, version,
                     created_at, updated_at, published_at)
SELECT id, site, slug, language, topic, variant_group, source_key, state, audience, revision, version,
       created_at, updated_at, published_at FROM kept_article;

DROP TABLE kept_article;

CREATE INDEX article_shelf ON article (site, state, audience, language, topic, id);
CREATE INDEX article_variant ON article (variant_group);
CREATE INDEX article_owner ON article (owner);
CREATE INDEX article_check ON article (site, state, check_by);

-- What the moderators' list reads, at any number of articles: what it counts, what changed last, what has which title.
CREATE INDEX article_tally ON article (site, state, language, topic, owner, audience, check_by, id, revision);
CREATE INDEX article_changed ON article (site, updated_at, id);
CREATE INDEX revision_title ON revision (article, number, title);

-- Addresses that an article had: they lead to it for good.
CREATE TABLE redirect (
  site          TEXT NOT NULL REFERENCES site (id),
  slug          TEXT NOT NULL,
  article       TEXT NOT NULL REFERENCES article (id),
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (site, slug)
);
CREATE INDEX redirect_article ON redirect (article);

-- A text that somebody without the right to publish would put in a published article's place.
CREATE TABLE proposal (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  article       TEXT NOT NULL REFERENCES article (id),
  base          BIGINT NOT NULL,    -- the revision that it was written from
  title         TEXT NOT NULL,
  body          TEXT NOT NULL,
  note          TEXT NOT NULL,      -- what is better now, in its author's words
  author        TEXT NOT NULL REFERENCES person (id),
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'declined', 'withdrawn')),
  added         BIGINT NOT NULL,    -- characters that it adds to its base
  removed       BIGINT NOT NULL,    -- and takes away
  version       BIGINT NOT NULL,
  reviewer      TEXT REFERENCES person (id),
  reply         TEXT NOT NULL,      -- what the reviewer says to the author
  revision      BIGINT,             -- the revision that it became
  created_at    BIGINT NOT NULL,
  decided_at    BIGINT
);
CREATE UNIQUE INDEX proposal_one ON proposal (article, author) WHERE state = 'waiting';
CREATE INDEX proposal_waiting ON proposal (site, state, id);
CREATE INDEX proposal_article ON proposal (article, state);
CREATE INDEX proposal_author ON proposal (author, id);

-- What people did with an article as a whole, and what they said to it.
CREATE TABLE deed (
  id            TEXT PRIMARY KEY,
  article       TEXT NOT NULL REFERENCES article (id),
  kind          TEXT NOT NULL CHECK (kind IN ('submitted', 'sent_back', 'published', 'archived', 'redrafted')),
  person        TEXT REFERENCES person (id),
  note          TEXT NOT NULL,
  created_at    BIGINT NOT NULL
);
CREATE INDEX deed_article ON deed (article, id);

-- What stands in a writer's form and is not saved yet; '' is a new article.
CREATE TABLE unsaved (
  person        TEXT NOT NULL REFERENCES person (id),
  article       TEXT NOT NULL,
  fields        TEXT NOT NULL,      -- JSON
  version       BIGINT NOT NULL,    -- of the article, as the writer saw it
  saved_at      BIGINT NOT NULL,
  PRIMARY KEY (person, article)
);

-- What somebody last did to several articles at once, so that they can take it back.
CREATE TABLE undo (
  person        TEXT PRIMARY KEY REFERENCES person (id),
  deed          TEXT NOT NULL CHECK (deed IN ('archive', 'owner', 'topic', 'check_by')),
  articles      TEXT NOT NULL,      -- JSON: [id, version since then, what it was before] of each
  done_at       BIGINT NOT NULL
);
