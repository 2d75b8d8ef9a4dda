-- expand-only
-- Pictures and other files that people put into articles, kept in the database like everything else.

-- Bytes, each once, by what they are; in pieces, so that nobody has to hold all of them to send some.
CREATE TABLE file_content (
  digest        TEXT PRIMARY KEY,   -- SHA-256
  size          BIGINT NOT NULL,    -- bytes
  created_at    BIGINT NOT NULL
);

CREATE TABLE file_piece (
  digest        TEXT NOT NULL REFERENCES file_content (digest),
  number        BIGINT NOT NULL,    -- from 0; all but the last are equally long
  piece         BLOB NOT NULL,
  PRIMARY KEY (digest, number)
);

CREATE TABLE file (
  id            TEXT PRIMARY KEY,   -- stands in its address
  site          TEXT NOT NULL REFERENCES site (id),
  name          TEXT NOT NULL,      -- what the person called it; shown, never a path
  type          TEXT NOT NULL,      -- as we found it, never as we were told
  size          BIGINT NOT NULL,    -- bytes
  width         BIGINT,             -- pixels of a picture
  height        BIGINT,
  digest        TEXT NOT NULL REFERENCES file_content (digest),
  page_digest   TEXT REFERENCES file_content (digest),     -- a picture that is too large for a page, made smaller
  page_size     BIGINT,
  audience      TEXT NOT NULL CHECK (audience IN ('public', 'members', 'staff')),
  author        TEXT REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  kept_at       BIGINT NOT NULL     -- when somebody last put it here
);
CREATE INDEX file_author ON file (author, id);
CREATE INDEX file_digest ON file (digest);
CREATE INDEX file_page_digest ON file (page_digest);
CREATE INDEX file_kept ON file (kept_at, id);

-- Which texts show a file: whoever may read one of them as it is published may see the file.
CREATE TABLE file_use (
  file          TEXT NOT NULL REFERENCES file (id),
  article       TEXT NOT NULL REFERENCES article (id),
  revision      BIGINT NOT NULL,
  PRIMARY KEY (file, article, revision)
);
CREATE INDEX file_use_article ON file_use (article, revision);
