-- What of a request reaches a business, beyond one place with a radius: {"areas","branches","last_branch","include",
-- "exclude","requirements"}, as adapters/postgres/reach_column writes it. Its first branch is the row itself.
ALTER TABLE business ADD COLUMN reach jsonb NOT NULL DEFAULT '{}';
