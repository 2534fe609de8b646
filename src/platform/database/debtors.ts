/**
 * Whoever must pay a fine, as SQL over its decision `d` and its offence `o`: the liable parties, or the offender where nobody else is named. A minor who
 * was taken over alone owes nothing: see `debtor` among what recovery misses.
 */
export const DEBTORS = `SELECT x.person_id FROM liable_party x WHERE x.offence_id = d.offence_id
  UNION SELECT o.person_id WHERE NOT EXISTS (SELECT FROM liable_party x WHERE x.offence_id = d.offence_id)`;

/** Their names, for a list: who must pay, never the child for whom others do (trap 6). */
export const DEBTOR_NAMES = `(SELECT string_agg(btrim(q.family_name || ' ' || q.given_names), ', ' ORDER BY q.family_name, q.id) FROM (${DEBTORS}) w JOIN person q ON q.id = w.person_id)`;

/** Their ids, for the record of whom a list showed. */
export const DEBTOR_IDS = `ARRAY(${DEBTORS} ORDER BY 1)`;

/** The ids of everybody whom a page about the fine shows: who must pay, and the person of the facts, for the record of the look. */
export const SHOWN_IDS = `ARRAY(${DEBTORS} UNION SELECT o.person_id ORDER BY 1)`;
