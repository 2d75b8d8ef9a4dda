-- expand-only
-- What readers find around an article: a tree of topics, related articles, and whether it helped.
ALTER TABLE topic ADD COLUMN parent TEXT REFERENCES topic (id);

-- Picked by hand, in this order; what search finds alike fills the rest.
CREATE TABLE related (
  article       TEXT NOT NULL REFERENCES article (id),
  other         TEXT NOT NULL REFERENCES article (id),
  position      BIGINT NOT NULL,
  PRIMARY KEY (article, other)
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
  UNIQUE (article, reader)
);
CREATE INDEX feedback_newest ON feedback (site, id);
