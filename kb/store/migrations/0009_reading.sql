-- expand-only
-- What readers find around an article: a tree of topics, related articles, and whether it helped.
ALTER TABLE topic ADD COLUMN parent TEXT REFERENCES topic (id);
ALTER TABLE topic ADD COLUMN version BIGINT NOT NULL DEFAULT 1;     -- moves with its names, icon and address
ALTER TABLE topic ADD COLUMN removed_at BIGINT;     -- its articles stand where it stood; it can be put back
ALTER TABLE topic_name ADD COLUMN description TEXT NOT NULL DEFAULT '';

-- Moved by every change of the tree: who moves topics takes it first, so that no two make a circle together.
ALTER TABLE site ADD COLUMN topic_version BIGINT NOT NULL DEFAULT 1;

-- Addresses that a topic had: they lead to it for good.
CREATE TABLE topic_redirect (
  site          TEXT NOT NULL REFERENCES site (id),
  slug          TEXT NOT NULL,
  topic         TEXT NOT NULL REFERENCES topic (id),
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (site, slug)
);

-- Which articles a removed topic had, so that putting it back brings them back.
CREATE TABLE topic_moved (
  topic         TEXT NOT NULL REFERENCES topic (id),
  article       TEXT NOT NULL REFERENCES article (id),
  PRIMARY KEY (topic, article)
);
CREATE INDEX article_topic ON article (topic);

-- Picked by hand, in this order, for all languages of an article at once; what search finds alike fills the rest.
CREATE TABLE related (
  variant_group TEXT NOT NULL,
  other         TEXT NOT NULL,      -- another variant_group
  position      BIGINT NOT NULL,
  PRIMARY KEY (variant_group, other)
);

-- What search found alike when it was last asked; made anew when the article has another version.
CREATE TABLE alike (
  article       TEXT NOT NULL REFERENCES article (id),
  other         TEXT NOT NULL,      -- a variant_group
  position      BIGINT NOT NULL,
  PRIMARY KEY (article, position)
);
CREATE TABLE alike_of (
  article       TEXT PRIMARY KEY REFERENCES article (id),
  version       BIGINT NOT NULL,    -- of the article; 0 where it is to be asked again
  made_at       BIGINT NOT NULL
);

CREATE TABLE feedback (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  article       TEXT NOT NULL REFERENCES article (id),
  reader        TEXT NOT NULL,      -- who says it, so that it counts once: made from person or browser, tells neither
  revision      BIGINT NOT NULL,    -- the text that they read
  vote          TEXT NOT NULL CHECK (vote IN ('helped', 'did_not_help')),
  reason        TEXT NOT NULL CHECK (reason IN ('', 'hard_to_follow', 'incomplete', 'out_of_date', 'not_my_question', 'other')),
  comment       TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  handled_at    BIGINT,             -- somebody has read it and done what there was to do
  handled_by    TEXT REFERENCES person (id),
  UNIQUE (article, reader)
);
CREATE INDEX feedback_listed ON feedback (site, id);
CREATE INDEX feedback_votes ON feedback (site, article, vote);
CREATE INDEX feedback_lately ON feedback (site, vote, updated_at, article);
CREATE INDEX feedback_open ON feedback (site, updated_at, id) WHERE handled_at IS NULL AND (comment <> '' OR reason <> '');
CREATE INDEX feedback_handled ON feedback (site, updated_at, id)
  WHERE handled_at IS NOT NULL AND (comment <> '' OR reason <> '');

-- Articles by what they say, in any language: without statistics an engine takes the index with the most columns.
CREATE INDEX article_group ON article (site, state, variant_group);
