-- expand-only
-- Questions whose right answer a moderator knows, and what became of them each time that something changed.
CREATE TABLE regression (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  language      TEXT NOT NULL,      -- of the page where it is asked
  text          TEXT NOT NULL,
  article       TEXT REFERENCES article (id),   -- the right one; none: nothing here answers it
  author        TEXT REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  UNIQUE (site, language, text)
);

CREATE TABLE regression_run (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done')),
  cursor        TEXT NOT NULL,      -- up to where it knows the log
  causes        TEXT NOT NULL,      -- the last changes before it, newest first, JSON
  changes       BIGINT NOT NULL,    -- how many there were
  questions     BIGINT NOT NULL,
  asked         BIGINT NOT NULL,    -- of them, so far
  correct       BIGINT NOT NULL,
  broken        BIGINT NOT NULL,    -- right in the run before, wrong in this one
  mended        BIGINT NOT NULL,    -- the other way round
  lost          BIGINT NOT NULL,    -- wrong now, and right once
  version       BIGINT NOT NULL,    -- moved whenever the run has to begin anew
  created_at    BIGINT NOT NULL,
  changed_at    BIGINT NOT NULL,    -- when the last change came
  ended_at      BIGINT
);
CREATE INDEX regression_run_newest ON regression_run (site, state, id);
CREATE UNIQUE INDEX regression_run_one_open ON regression_run (site) WHERE state <> 'done';

CREATE TABLE regression_result (
  run           TEXT NOT NULL REFERENCES regression_run (id),
  regression    TEXT NOT NULL REFERENCES regression (id),
  verdict       TEXT NOT NULL CHECK (verdict IN ('right', 'wrong')),
  article       TEXT REFERENCES article (id),   -- what was shown, or offered first
  confidence    DOUBLE PRECISION NOT NULL,
  decision      TEXT NOT NULL CHECK (decision IN ('answer', 'offer', 'clarify', 'handover')),
  since         TEXT NOT NULL,      -- the run from which on the verdict is this one
  since_at      BIGINT NOT NULL,
  lost          BIGINT NOT NULL CHECK (lost IN (0, 1)),   -- wrong, and right once
  PRIMARY KEY (run, regression)
);
CREATE INDEX regression_result_regression ON regression_result (regression);
