-- expand-only
-- Conversations of a customer who is signed in.
ALTER TABLE conversation ADD COLUMN person TEXT REFERENCES person (id);
CREATE INDEX conversation_person ON conversation (person, updated_at);
