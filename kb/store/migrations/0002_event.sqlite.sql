-- The log: one writer, so the numbers become visible in their own order.
CREATE TABLE event (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  site        TEXT NOT NULL,
  kind        TEXT NOT NULL,
  topic       TEXT NOT NULL,
  subject     TEXT NOT NULL,
  detail      BIGINT NOT NULL,
  created_at  BIGINT NOT NULL
);
