PRAGMA user_version = 5;
CREATE TABLE preferences (key VARCHAR PRIMARY KEY, value VARCHAR);
INSERT INTO preferences VALUES ('session-key', 'not a secret any more');
CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL, modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR NOT NULL, author VARCHAR, email VARCHAR, website VARCHAR, likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL, notification INTEGER DEFAULT 0);
INSERT INTO threads VALUES (1, '/2011/11/first/', 'First');
INSERT INTO threads VALUES (2, '/nowhere/', 'Nowhere');
INSERT INTO comments VALUES (1, 1, NULL, 1321044240.25, NULL, 1, '192.0.2.0', '*Hello*, see <http://example.com/>.

    indented_code(1 < 2)

- one
- two', 'Isa', 'isa@readers.example', 'https://isa.example', 3, 0, x'00ff', 0);
INSERT INTO comments VALUES (1, 2, 1, 1321044300.0, NULL, 2, '192.0.2.0', 'Pending.', 'Pending', NULL, NULL, 0, 0, x'00', 0);
INSERT INTO comments VALUES (1, 3, NULL, 1321044360.0, NULL, 4, '192.0.2.0', '', NULL, NULL, NULL, 0, 0, x'00', 0);
INSERT INTO comments VALUES (1, 4, 3, 1321044420.0, 1321044500.0, 1, '192.0.2.0', 'A reply to a deleted stub, with <script>alert(1)</script> in it.', '<img src=x onerror=alert(1)>', NULL, 'javascript:alert(1)', 0, 0, x'00', 0);
INSERT INTO comments VALUES (2, 5, NULL, 1321044420.0, NULL, 1, '192.0.2.0', 'Nobody has this page.', 'Lost', NULL, NULL, 0, 0, x'00', 0);
INSERT INTO comments VALUES (7, 6, NULL, 1321044420.0, NULL, 1, '192.0.2.0', 'My thread is gone.', 'Lost', NULL, NULL, 0, 0, x'00', 0);
