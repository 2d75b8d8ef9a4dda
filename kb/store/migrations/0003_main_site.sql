-- Every installation has one brand from the start.
INSERT INTO site (id, name, created_at) VALUES ('main', 'Firstline', 0);
