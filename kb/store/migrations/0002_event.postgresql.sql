-- The log: numbers become visible out of order, so each row also keeps its transaction.
CREATE TABLE event (
  number      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transaction XID8 NOT NULL DEFAULT pg_current_xact_id(),
  site        TEXT NOT NULL,
  kind        TEXT NOT NULL,
  topic       TEXT NOT NULL,
  subject     TEXT NOT NULL,
  detail      BIGINT NOT NULL,
  created_at  BIGINT NOT NULL
);
CREATE INDEX event_order ON event (transaction, number);
