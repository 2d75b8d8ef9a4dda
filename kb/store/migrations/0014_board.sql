-- expand-only
-- The community board: what people ask and answer here, what they think of it, and who keeps it tidy.
ALTER TABLE person ADD COLUMN reputation BIGINT NOT NULL DEFAULT 0;     -- sum of what counts in table reputation

CREATE INDEX person_name ON person (site, (lower(name)));      -- whose questions are looked for

-- Questions and answers alike. A question is its own `question`, so that a whole thread has one key.
CREATE TABLE post (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  kind          TEXT NOT NULL CHECK (kind IN ('question', 'answer')),
  question      TEXT NOT NULL REFERENCES post (id),
  language      TEXT NOT NULL,
  author        TEXT REFERENCES person (id),    -- none: a guest
  guest         TEXT NOT NULL,      -- the name that a guest gave
  contact       TEXT NOT NULL,      -- and the mail address, for nobody's eyes
  state         TEXT NOT NULL CHECK (state IN ('unconfirmed', 'in_review', 'shown', 'hidden', 'removed')),
  why           TEXT NOT NULL CHECK (why IN ('', 'newcomer', 'spam', 'flags', 'moderator', 'author')),  -- not shown
  mark          TEXT NOT NULL CHECK (mark IN ('', 'official')),
  title         TEXT NOT NULL,      -- of a question
  body          TEXT NOT NULL,      -- Markdown, as it is now
  revision      BIGINT NOT NULL,    -- number of the current revision
  version       BIGINT NOT NULL,    -- moved by every change of text, state or mark, not by votes
  score         BIGINT NOT NULL,
  thanks        BIGINT NOT NULL,
  answers       BIGINT NOT NULL,    -- those that are shown
  accepted      TEXT REFERENCES post (id),
  closed        TEXT NOT NULL CHECK (closed IN ('', 'duplicate', 'off_topic', 'unclear', 'outdated', 'other')),
  closed_at     BIGINT,
  duplicate_of  TEXT REFERENCES post (id),      -- never itself a duplicate
  locked        TEXT NOT NULL CHECK (locked IN ('', 'locked')),
  article       TEXT REFERENCES article (id),   -- became official as
  conversation  TEXT REFERENCES conversation (id),      -- asked after the bot failed; nobody is shown that
  source_key    TEXT,               -- what an import calls it
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,    -- its text
  active_at     BIGINT NOT NULL,    -- its thread
  UNIQUE (site, source_key)
);
CREATE INDEX post_newest ON post (site, id) WHERE kind = 'question' AND state = 'shown';
CREATE INDEX post_active ON post (site, active_at, id) WHERE kind = 'question' AND state = 'shown';
CREATE INDEX post_score ON post (site, score, id) WHERE kind = 'question' AND state = 'shown';
CREATE INDEX post_unanswered ON post (site, id)
  WHERE kind = 'question' AND state = 'shown' AND answers = 0 AND closed = '';
CREATE INDEX post_closed ON post (site, id) WHERE kind = 'question' AND state = 'shown' AND closed <> '';
CREATE INDEX post_official ON post (question) WHERE mark = 'official';
CREATE INDEX post_thread ON post (question, kind, id);
CREATE INDEX post_author ON post (author, kind, id);
CREATE INDEX post_duplicate ON post (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX post_duplicated ON post (site, closed_at) WHERE closed = 'duplicate';
CREATE INDEX post_article ON post (article) WHERE article IS NOT NULL;
CREATE INDEX post_unconfirmed ON post (created_at) WHERE state = 'unconfirmed';
CREATE INDEX post_conversation ON post (conversation) WHERE conversation IS NOT NULL;
CREATE INDEX post_accepted ON post (accepted) WHERE accepted IS NOT NULL;
CREATE INDEX post_taken ON post (author)    -- asked at every deed of an author, however much they have written
  WHERE state IN ('hidden', 'removed') AND why IN ('spam', 'flags', 'moderator');

CREATE TABLE post_revision (
  post          TEXT NOT NULL REFERENCES post (id),
  number        BIGINT NOT NULL,
  title         TEXT NOT NULL,
  body          TEXT NOT NULL,
  tags          TEXT NOT NULL,      -- names, with a space between
  author        TEXT REFERENCES person (id),
  note          TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (post, number)
);
CREATE INDEX post_revision_author ON post_revision (author);

-- Which texts of posts show a file: whoever may see a post sees the files of its text as it is now. Only files that the
-- text's author put here, or that the post showed before.
CREATE TABLE post_file (
  file          TEXT NOT NULL REFERENCES file (id),
  post          TEXT NOT NULL REFERENCES post (id),
  revision      BIGINT NOT NULL,
  PRIMARY KEY (file, post, revision)
);
CREATE INDEX post_file_post ON post_file (post, revision);

-- A better text for somebody else's post, by who may not put it there without being asked.
CREATE TABLE suggested_edit (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  post          TEXT NOT NULL REFERENCES post (id),
  base          BIGINT NOT NULL,    -- the revision that it was written from
  title         TEXT NOT NULL,
  body          TEXT NOT NULL,
  tags          TEXT NOT NULL,
  note          TEXT NOT NULL,
  author        TEXT NOT NULL REFERENCES person (id),
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'declined', 'withdrawn')),
  reviewer      TEXT REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  decided_at    BIGINT
);
CREATE UNIQUE INDEX suggested_edit_one ON suggested_edit (post) WHERE state = 'waiting';
CREATE INDEX suggested_edit_author ON suggested_edit (author, id);

CREATE TABLE comment (
  id            TEXT PRIMARY KEY,
  post          TEXT NOT NULL REFERENCES post (id),
  author        TEXT NOT NULL REFERENCES person (id),
  text          TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('in_review', 'shown', 'hidden', 'removed')),
  why           TEXT NOT NULL CHECK (why IN ('', 'newcomer', 'spam', 'flags', 'moderator', 'author')),
  version       BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL
);
CREATE INDEX comment_post ON comment (post, id);
CREATE INDEX comment_author ON comment (author, id);

-- A post's score is the sum of these, moved in the same write.
CREATE TABLE vote (
  post          TEXT NOT NULL REFERENCES post (id),
  person        TEXT NOT NULL REFERENCES person (id),
  value         BIGINT NOT NULL CHECK (value IN (-1, 1)),
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (post, person)
);
CREATE INDEX vote_person ON vote (person, post);

CREATE TABLE thanks (
  post          TEXT NOT NULL REFERENCES post (id),
  person        TEXT NOT NULL REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (post, person)
);
CREATE INDEX thanks_person ON thanks (person, post);

CREATE TABLE tag (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  name          TEXT NOT NULL,
  description   TEXT NOT NULL,
  questions     BIGINT NOT NULL,    -- those that are shown
  version       BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  UNIQUE (site, name)
);
CREATE INDEX tag_popular ON tag (site, questions, id);

-- Another name of a tag: whoever writes it gets the tag.
CREATE TABLE tag_synonym (
  site          TEXT NOT NULL REFERENCES site (id),
  name          TEXT NOT NULL,
  tag           TEXT NOT NULL REFERENCES tag (id),
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (site, name)
);
CREATE INDEX tag_synonym_tag ON tag_synonym (tag, name);

-- Beside its tag a question keeps what lists of that tag are sorted by: one statement copies it, in the same write.
CREATE TABLE post_tag (
  post          TEXT NOT NULL REFERENCES post (id),
  tag           TEXT NOT NULL REFERENCES tag (id),
  position      BIGINT NOT NULL,
  state         TEXT NOT NULL,
  score         BIGINT NOT NULL,
  answers       BIGINT NOT NULL,
  closed        TEXT NOT NULL,
  active_at     BIGINT NOT NULL,
  PRIMARY KEY (post, tag)
);
CREATE INDEX post_tag_newest ON post_tag (tag, post, state);
CREATE INDEX post_tag_active ON post_tag (tag, active_at, post) WHERE state = 'shown';
CREATE INDEX post_tag_score ON post_tag (tag, score, post) WHERE state = 'shown';
CREATE INDEX post_tag_unanswered ON post_tag (tag, post) WHERE state = 'shown' AND answers = 0 AND closed = '';

CREATE TABLE follow (
  kind          TEXT NOT NULL CHECK (kind IN ('question', 'tag')),
  subject       TEXT NOT NULL,
  person        TEXT NOT NULL REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (kind, subject, person)
);
CREATE INDEX follow_person ON follow (person, kind, subject);

-- What somebody is told: once for each thing that happened (`cause`: an id of its own, or the post's).
CREATE TABLE notification (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  person        TEXT NOT NULL REFERENCES person (id),
  kind          TEXT NOT NULL CHECK (kind IN ('question', 'answer', 'comment', 'mention', 'accepted', 'official', 'edited',
                                              'closed', 'duplicate', 'hidden', 'shown', 'flag_decided',
                                              'edit_decided', 'article', 'suspended')),
  post          TEXT NOT NULL,      -- '' where it is about none
  cause         TEXT NOT NULL,
  actor         TEXT REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  read_at       BIGINT,
  mailed_at     BIGINT,
  UNIQUE (person, kind, post, cause)
);
CREATE INDEX notification_newest ON notification (person, id);
CREATE INDEX notification_unread ON notification (person, post) WHERE read_at IS NULL;
CREATE INDEX notification_to_mail ON notification (id) WHERE read_at IS NULL AND mailed_at IS NULL;
CREATE INDEX notification_read ON notification (read_at) WHERE read_at IS NOT NULL;     -- cleared away

CREATE TABLE flag (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  post          TEXT NOT NULL REFERENCES post (id),
  comment       TEXT NOT NULL,      -- of the post's comments, or ''
  person        TEXT NOT NULL REFERENCES person (id),
  reason        TEXT NOT NULL CHECK (reason IN ('spam', 'rude', 'off_topic', 'wrong', 'private', 'other')),
  text          TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'upheld', 'declined', 'withdrawn')),
  created_at    BIGINT NOT NULL,
  decided_at    BIGINT,
  UNIQUE (post, comment, person)
);
CREATE INDEX flag_person ON flag (person, id);

-- What waits for a moderator. A post or comment has one open task, whatever brought it; a suggested edit one of its own.
CREATE TABLE task (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  kind          TEXT NOT NULL CHECK (kind IN ('flags', 'first_post', 'spam', 'edit')),
  post          TEXT NOT NULL REFERENCES post (id),
  comment       TEXT NOT NULL,
  edit          TEXT NOT NULL,
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'decided')),
  claimed_by    TEXT REFERENCES person (id),
  claimed_at    BIGINT,
  decision      TEXT NOT NULL,
  decided_by    TEXT REFERENCES person (id),
  decided_at    BIGINT,
  created_at    BIGINT NOT NULL
);
CREATE UNIQUE INDEX task_one_open ON task (post, comment, edit) WHERE state <> 'decided';
CREATE INDEX task_open ON task (site, id) WHERE state <> 'decided';
CREATE INDEX task_decided ON task (site, decided_at, id) WHERE state = 'decided';
CREATE INDEX task_post ON task (post);

-- What moderators did, and what it was before. `batch` holds together what was done at once.
CREATE TABLE moderation (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  batch         TEXT NOT NULL,
  moderator     TEXT REFERENCES person (id),    -- none: enough flags
  deed          TEXT NOT NULL CHECK (deed IN ('hide', 'show', 'remove', 'restore', 'lock', 'unlock', 'close', 'reopen', 'duplicate',
                                              'retag', 'suspend', 'lift', 'merge_tag', 'describe_tag',
                                              'decline')),
  post          TEXT REFERENCES post (id),
  comment       TEXT NOT NULL,
  person        TEXT REFERENCES person (id),    -- whom it concerned; never in the public log
  reason        TEXT NOT NULL,      -- one of a few words
  note          TEXT NOT NULL,      -- for other moderators
  was           TEXT NOT NULL,      -- JSON: what it was before
  version       BIGINT NOT NULL,    -- of post or comment since then
  undone_at     BIGINT,
  undone_by     TEXT REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  tags          TEXT NOT NULL       -- names of those that it was about; of merged ones the last is what they became
);
CREATE INDEX moderation_newest ON moderation (site, id);
CREATE INDEX moderation_batch ON moderation (batch);
CREATE INDEX moderation_post ON moderation (post, id);
CREATE INDEX moderation_person ON moderation (person, id);

CREATE TABLE suspension (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  person        TEXT NOT NULL REFERENCES person (id),
  until         BIGINT NOT NULL,
  reason        TEXT NOT NULL,
  moderator     TEXT REFERENCES person (id),
  created_at    BIGINT NOT NULL,
  lifted_at     BIGINT
);
CREATE UNIQUE INDEX suspension_one ON suspension (person) WHERE lifted_at IS NULL;
CREATE INDEX suspension_person ON suspension (person, id);
CREATE INDEX suspension_until ON suspension (site, until) WHERE lifted_at IS NULL;

-- Entries are cancelled, never deleted; person.reputation is the sum of those that are not, moved in the same write.
CREATE TABLE reputation (
  id            TEXT PRIMARY KEY,
  person        TEXT NOT NULL REFERENCES person (id),
  kind          TEXT NOT NULL CHECK (kind IN ('upvoted', 'downvoted', 'accepted', 'accepting', 'edit_accepted', 'promoted',
                                              'spam')),
  points        BIGINT NOT NULL,    -- as given; less than usual at the day's limit
  post          TEXT NOT NULL REFERENCES post (id),
  actor         TEXT NOT NULL,      -- whose deed it was: a person, or ''
  created_at    BIGINT NOT NULL,
  cancelled_at  BIGINT
);
CREATE UNIQUE INDEX reputation_once ON reputation (post, kind, actor, person) WHERE cancelled_at IS NULL;
CREATE INDEX reputation_day ON reputation (person, created_at, kind, points) WHERE cancelled_at IS NULL;
CREATE INDEX reputation_post ON reputation (post, cancelled_at);
CREATE INDEX reputation_newest ON reputation (person, id);

-- How much reputation opens what here, where it is not what the preset says.
CREATE TABLE board (
  site          TEXT PRIMARY KEY REFERENCES site (id),
  preset        TEXT NOT NULL CHECK (preset IN ('open', 'usual', 'careful')),
  updated_at    BIGINT NOT NULL
);
CREATE TABLE privilege (
  site          TEXT NOT NULL REFERENCES site (id),
  deed          TEXT NOT NULL,
  points        BIGINT NOT NULL,
  PRIMARY KEY (site, deed)
);

-- Whose answers an article was made of; `name` as it was then.
CREATE TABLE credit (
  article       TEXT NOT NULL REFERENCES article (id),
  post          TEXT NOT NULL REFERENCES post (id),
  person        TEXT REFERENCES person (id),
  name          TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  PRIMARY KEY (article, post)
);
CREATE INDEX credit_post ON credit (post);
CREATE INDEX credit_person ON credit (person, article);

-- What people opened of what was like their question before they asked it, and whether it was the answer.
CREATE TABLE similar_open (
  id            TEXT PRIMARY KEY,
  site          TEXT NOT NULL REFERENCES site (id),
  reader        TEXT NOT NULL,      -- made from person or browser, tells neither
  kind          TEXT NOT NULL CHECK (kind IN ('question', 'article')),
  subject       TEXT NOT NULL,
  outcome       TEXT NOT NULL CHECK (outcome IN ('opened', 'found', 'asked')),
  created_at    BIGINT NOT NULL
);
CREATE INDEX similar_open_reader ON similar_open (reader, created_at);
CREATE INDEX similar_open_newest ON similar_open (site, created_at, outcome);
CREATE INDEX similar_open_oldest ON similar_open (created_at);

-- Of the moderators' test questions: the board's question whose answer was shown, or offered first.
ALTER TABLE regression_result ADD COLUMN question TEXT REFERENCES post (id);

-- What somebody began to write and has not sent. `place`: 'ask', 'answer:<question>', 'edit:<post>', 'comment:<post>'.
CREATE TABLE unsent (
  person        TEXT NOT NULL REFERENCES person (id),
  place         TEXT NOT NULL,
  fields        TEXT NOT NULL,      -- JSON
  saved_at      BIGINT NOT NULL,
  PRIMARY KEY (person, place)
);

-- What readers see first and what machines are told, newest or oldest first. SQLite lost its own in 0007.
DROP INDEX IF EXISTS article_newest;
DROP INDEX IF EXISTS article_listed;
CREATE INDEX article_newest ON article (site, language, id) WHERE state = 'published';
CREATE INDEX article_listed ON article (site, id) WHERE state = 'published';

-- How many private links were made in place of the first one: each leads nowhere once there is another.
ALTER TABLE conversation ADD COLUMN link_number BIGINT NOT NULL DEFAULT 0;
