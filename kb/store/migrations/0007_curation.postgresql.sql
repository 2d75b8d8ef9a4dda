-- An article's way to its readers: reviewed before it is published, also for members alone, owned, checked by a day.
ALTER TABLE article DROP CONSTRAINT article_state_check;
ALTER TABLE article ADD CONSTRAINT article_state_check CHECK (state IN ('draft', 'in_review', 'published', 'archived'));
ALTER TABLE article DROP CONSTRAINT article_audience_check;
ALTER TABLE article ADD CONSTRAINT article_audience_check CHECK (audience IN ('public', 'members', 'staff'));
ALTER TABLE article ADD COLUMN owner TEXT REFERENCES person (id);   -- who answers for it
ALTER TABLE article ADD COLUMN check_by BIGINT;      -- when it should be looked at again
ALTER TABLE article ADD COLUMN checked_at BIGINT;    -- when somebody last said that it is still right
ALTER TABLE article ADD COLUMN translates BIGINT;    -- the revision of its group's source that it says the same as
CREATE INDEX article_owner ON article (owner);
CREATE INDEX article_check ON article (site, state, check_by);

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
  reviewer      TEXT REFERENCES person (id),
  reply         TEXT NOT NULL,      -- what the reviewer says to the author
  created_at    BIGINT NOT NULL,
  decided_at    BIGINT
);
CREATE INDEX proposal_waiting ON proposal (site, state, id);
CREATE INDEX proposal_article ON proposal (article, state);
CREATE INDEX proposal_author ON proposal (author, id);

-- What stands in a writer's form and is not saved yet; '' is a new article.
CREATE TABLE unsaved (
  person        TEXT NOT NULL REFERENCES person (id),
  article       TEXT NOT NULL,
  fields        TEXT NOT NULL,      -- JSON
  version       BIGINT NOT NULL,    -- of the article, as the writer saw it
  saved_at      BIGINT NOT NULL,
  PRIMARY KEY (person, article)
);
