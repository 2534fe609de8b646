-- Who looked at one case: asked for by the report of that case, in a log that only grows.
CREATE INDEX ix_access_log_cases ON access_log USING gin (case_ids);
