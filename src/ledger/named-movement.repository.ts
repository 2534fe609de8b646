/** How a finding names a movement `m` of the statement `s` of the account `b`: as people find it, and by its id. */
export const MOVEMENT = `m.id AS "movementId", m.sequence, m.line, s.year || '/' || lpad(s.sequence::text, 3, '0') AS statement, b.iban`;

/** The movement `m` with its statement and its account. */
export const OF_STATEMENT = `JOIN statement s ON s.id = m.statement_id JOIN bank_account b ON b.id = m.bank_account_id`;
