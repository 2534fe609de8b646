import { birthDateFromIso } from '../../src/kernel/birth-date';
import { formatDecisionNumber, ogmOf } from '../../src/kernel/decision-number';
import type { DecisionId, PersonId } from '../../src/kernel/ids';
import { cents } from '../../src/kernel/money';
import type { FineParty, FineToMatch } from '../../src/matching/fine-index.rules';
import { readCoda } from './whole-statements';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import { writeCoda } from '../../src/statements/coda-writer';
import type { Movement } from '../../src/statements/statement.model';
import { credit, statementDraft } from './coda-builder';

/** A debtor; the same names and date are the same person unless told otherwise. */
export function party(
  surname: string,
  firstNames: string,
  birthDate: string,
  personId = `${surname} ${firstNames} ${birthDate}`,
): FineParty {
  return { personId: personId as PersonId, surname, firstNames, birthDate: birthDateFromIso(birthDate)! };
}

/** A firm that has to pay, by the eight digits before the check digits of its enterprise number. */
export function firm(name: string, eightDigits: number): FineParty & { readonly enterpriseNumber: string } {
  const check = String(97 - (eightDigits % 97)).padStart(2, '0');
  const enterpriseNumber = `${String(eightDigits).padStart(8, '0')}${check}`;
  return { personId: enterpriseNumber as PersonId, surname: name, firstNames: '', enterpriseNumber };
}

/** An open fine of EUR 200 with the number and reference that belong to its counter. */
export function fine(counter: number, parties: readonly FineParty[], changes: Partial<FineToMatch> = {}): FineToMatch {
  return {
    decisionId: `d${counter}` as DecisionId,
    number: formatDecisionNumber({ department: 'BIF', year: 2026, counter }),
    reference: ogmOf({ year: 2026, counter }, 1),
    state: 'notified',
    outstandingCents: cents(20_000),
    parties,
    ...changes,
  };
}

/** As the bank would deliver it: written as CODA and read back. */
export function movement(changes: Partial<CodaMovementDraft>): Movement {
  const outcome = readCoda(writeCoda([statementDraft({ movements: [credit(changes)] })]));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value.statements[0]!.movements[0]!;
}
