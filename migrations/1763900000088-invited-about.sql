-- R2.8, trap 8: what a letter of invitation told the person to answer to. Silence on it carries no decision about something else.
ALTER TABLE hearing_invitation
  ADD COLUMN obligation_code text,
  ADD COLUMN facts_on date,
  ADD CONSTRAINT ck_hearing_invitation_told CHECK (obligation_code IS NOT NULL AND facts_on IS NOT NULL) NOT VALID;
COMMENT ON COLUMN hearing_invitation.obligation_code IS 'The obligation that the letter named; null only in letters from before this was kept';
COMMENT ON COLUMN hearing_invitation.facts_on IS 'The day of the facts that the letter named; null only in letters from before this was kept';
