-- One number for all entries of all topics, in the order in which they were committed (one relay at a time numbers
-- them): who listens to thousands of topics reads what is new since the last number it saw, and asks no topic by itself.
ALTER TABLE topic_event ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX topic_event_number ON topic_event (number);
