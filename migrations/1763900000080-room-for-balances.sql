-- The balance of a fine changes with each booking. With room on its page the new version of the row stays beside the old one, and no index is written;
-- a page that was filled before gets it as its old versions are cleared away.
ALTER TABLE ledger_account SET (fillfactor = 85);
