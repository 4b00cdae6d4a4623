-- A business that left: it is not here for others from then on. Its row stays, for its deals and for its return, which
-- is a confirmation like the first.
ALTER TABLE business ADD COLUMN left_at bigint;
