-- expand-only
-- Conversations of a customer who is signed in, and how far customers have read.
ALTER TABLE conversation ADD COLUMN person TEXT REFERENCES person (id);
ALTER TABLE conversation ADD COLUMN customer_read BIGINT NOT NULL DEFAULT 0;   -- the customer has read up to here
ALTER TABLE conversation ADD COLUMN mailed_number BIGINT NOT NULL DEFAULT 0;   -- and was sent by mail what came up to here
-- Most customers are nobody that we know: their messages do not touch it.
CREATE INDEX conversation_person ON conversation (person, updated_at, id) WHERE person IS NOT NULL;
