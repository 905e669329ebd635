"""The tables of images and attachments: what schema step m003_media adds."""

TABLES = """
CREATE TABLE media ( -- images and attachments, each content once
  digest TEXT PRIMARY KEY, -- SHA-256
  type TEXT NOT NULL, -- by its content: image/jpeg, application/pdf, ...
  size INTEGER NOT NULL, -- in bytes
  body BLOB NOT NULL
) STRICT;

CREATE TABLE files ( -- each address of an image or attachment, as it was when last looked at
  url TEXT PRIMARY KEY, -- as its article's page names it
  site TEXT NOT NULL REFERENCES sites(name),
  media TEXT REFERENCES media(digest), -- the last that could be had
  first_seen TEXT NOT NULL,
  checked_at TEXT, -- the last look, whatever it showed
  due_at TEXT NOT NULL, -- the next
  etag TEXT,
  last_modified TEXT,
  problem TEXT -- why the last look could not have it: kind and message
) STRICT;
CREATE INDEX files_site ON files(site, due_at);
CREATE INDEX files_media ON files(media);

CREATE TABLE attachments ( -- files that a revision offers
  revision INTEGER NOT NULL REFERENCES revisions(id),
  position INTEGER NOT NULL, -- from 1, in reading order
  url TEXT NOT NULL,
  label TEXT, -- as printed
  media TEXT REFERENCES media(digest), -- what was behind it; none where it could not be had
  PRIMARY KEY (revision, position)
) STRICT;
CREATE INDEX attachments_url ON attachments(url);
CREATE INDEX attachments_media ON attachments(media);

ALTER TABLE images ADD COLUMN media TEXT REFERENCES media(digest); -- as in attachments
CREATE INDEX images_src ON images(src);
CREATE INDEX images_media ON images(media);

-- Of a file, in place of a snapshot.
ALTER TABLE captures ADD COLUMN media TEXT REFERENCES media(digest);
CREATE INDEX captures_media ON captures(media);

-- The revision whose page this one repeats, where only the bytes behind an address differ.
ALTER TABLE revisions ADD COLUMN text_of INTEGER REFERENCES revisions(id);
CREATE INDEX revisions_text_of ON revisions(text_of);
"""
