-- What a standing offer states besides its price: item, fulfilment, returns, extras, who answers.
ALTER TABLE standing_offer ADD COLUMN details jsonb NOT NULL DEFAULT '{}';
