-- expand-only
-- What the help center's home and the moderators' list read first, at any number of articles.
CREATE INDEX article_newest ON article (site, state, language, id);
CREATE INDEX article_listed ON article (site, state, id);
CREATE INDEX article_filled ON article (site, state, audience, topic, variant_group);
