-- expand-only
-- Pictures and other files that people put into articles, kept in the database like everything else.
CREATE TABLE file (
  id            TEXT PRIMARY KEY,   -- stands in its address
  site          TEXT NOT NULL REFERENCES site (id),
  name          TEXT NOT NULL,      -- what the person called it; shown, never a path
  type          TEXT NOT NULL,      -- as we found it, never as we were told
  size          BIGINT NOT NULL,    -- bytes
  width         BIGINT,             -- pixels of a picture
  height        BIGINT,
  digest        TEXT NOT NULL,      -- SHA-256 of its content
  audience      TEXT NOT NULL CHECK (audience IN ('public', 'members', 'staff')),
  author        TEXT REFERENCES person (id),
  created_at    BIGINT NOT NULL
);
CREATE INDEX file_author ON file (author, id);
CREATE INDEX file_digest ON file (site, digest);

CREATE TABLE file_content (
  file          TEXT PRIMARY KEY REFERENCES file (id),
  content       BYTEA NOT NULL
);
