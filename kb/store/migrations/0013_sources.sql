-- expand-only
-- Which article of a group the others are translated from, where it is not the one that was made first.
CREATE TABLE source (
  variant_group TEXT PRIMARY KEY,
  article       TEXT NOT NULL REFERENCES article (id)
);
