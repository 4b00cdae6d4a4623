-- The name that came with a request is its buyer's once it is confirmed: anybody can post in another's name.
ALTER TABLE intent_wish ADD COLUMN buyer_name text NOT NULL DEFAULT '';
