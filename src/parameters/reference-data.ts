import { newId, type BankAccountId } from '../kernel/ids';
import { FINES_IN_FORCE_FROM, OBLIGATIONS_2016 } from '../offences/obligation.rules';
import type { Config } from '../platform/config/config';
import type { Transactions, Tx } from '../platform/database/transactions';
import { systemActor } from '../platform/jobs/jobs';
import { orRefuse } from '../platform/refused';
import { checkAccount } from './account.rules';
import { COURTS_2014, COURTS_IN_FORCE_FROM, COURTS_SOURCE } from './courts-2014';
import { CROSSING_POINTS_2016, NUMBER_PARAMETERS_2016 } from './law-2016';
import { ParametersRepository } from './parameters.repository';

/** What a call of `ensureReferenceData` has added: codes, and the id of the account. */
export interface AddedReferenceData {
  readonly parameters: readonly string[];
  readonly obligations: readonly string[];
  readonly crossingPoints: readonly string[];
  readonly courts: readonly string[];
  readonly paymentAccount: BankAccountId | undefined;
}

/** The account that the Office itself publishes (R3.3), and with it who confirmed it. */
const PUBLISHED = { reference: 'R3.3', iban: 'BE35679200609437', bic: 'PCHQBEBB' } as const;
const HOLDER = 'Office des étrangers – Dienst Vreemdelingenzaken';

/**
 * Fills an empty database with what the law itself gives: amount, margins, obligations, crossing points, courts, the Office's
 * account; another account than the published one waits for a person's confirmation. Runs at every start: what is there by its code stays as it is, whatever its dates. The account waits until there
 * is a department to put it under. The deposit account is never brought: its published number does not validate (D3).
 */
export function ensureReferenceData(transactions: Transactions, config: Config): Promise<AddedReferenceData> {
  return transactions.run(systemActor('reference-data'), async (tx) => {
    const repository = new ParametersRepository();
    await repository.lockReferenceData(tx);
    return {
      parameters: await bringParameters(tx, repository),
      obligations: await bringObligations(tx, repository),
      crossingPoints: await bringCrossingPoints(tx, repository),
      courts: await bringCourts(tx, repository),
      paymentAccount: await bringPaymentAccount(tx, repository, config),
    };
  });
}

async function bringParameters(tx: Tx, repository: ParametersRepository): Promise<string[]> {
  const known = await repository.knownCodes(tx, 'legal_parameter');
  const missing = NUMBER_PARAMETERS_2016.filter(({ code }) => !known.has(code));
  for (const parameter of missing) {
    const id = await repository.insertParameter(tx, parameter, FINES_IN_FORCE_FROM);
    recordBrought(tx, 'parameter.brought', id, { ...parameter, validFrom: FINES_IN_FORCE_FROM });
  }
  return missing.map(({ code }) => code);
}

async function bringObligations(tx: Tx, repository: ParametersRepository): Promise<string[]> {
  const known = await repository.knownCodes(tx, 'obligation');
  const missing = OBLIGATIONS_2016.filter(({ code }) => !known.has(code));
  for (const obligation of missing) {
    const id = await repository.insertObligation(tx, obligation);
    recordBrought(tx, 'obligation.brought', id, { ...obligation });
  }
  return missing.map(({ code }) => code);
}

async function bringCrossingPoints(tx: Tx, repository: ParametersRepository): Promise<string[]> {
  const known = await repository.knownCodes(tx, 'crossing_point');
  const missing = CROSSING_POINTS_2016.filter(({ code }) => !known.has(code));
  for (const point of missing) {
    const id = await repository.insertCrossingPoint(tx, point, FINES_IN_FORCE_FROM);
    recordBrought(tx, 'crossing-point.brought', id, { code: point.code, validFrom: FINES_IN_FORCE_FROM });
  }
  return missing.map(({ code }) => code);
}

async function bringCourts(tx: Tx, repository: ParametersRepository): Promise<string[]> {
  const known = await repository.knownCodes(tx, 'court');
  const missing = COURTS_2014.filter(({ code }) => !known.has(code));
  for (const court of missing) {
    const id = await repository.insertCourt(tx, court, COURTS_IN_FORCE_FROM, COURTS_SOURCE);
    const divisions = court.divisions.map(({ code }) => code);
    recordBrought(tx, 'court.brought', id, { code: court.code, divisions, validFrom: COURTS_IN_FORCE_FROM });
  }
  return missing.map(({ code }) => code);
}

async function bringPaymentAccount(
  tx: Tx,
  repository: ParametersRepository,
  config: Config,
): Promise<BankAccountId | undefined> {
  const known = await repository.accounts(tx);
  const departmentId = await repository.firstDepartment(tx);
  if (departmentId === undefined || known.some(({ purpose }) => purpose === 'payment')) return undefined;
  const { iban, bic } = orRefuse(checkAccount(config.payment));
  const isPublished = iban === PUBLISHED.iban && bic === PUBLISHED.bic;
  const id = newId<BankAccountId>();
  await repository.insertAccount(tx, {
    id,
    department_id: departmentId,
    purpose: 'payment',
    iban,
    bic,
    holder: HOLDER,
    state: isPublished ? 'confirmed' : 'entered',
    entered_by: null,
    confirmation_reference: isPublished ? PUBLISHED.reference : null,
    valid_from: FINES_IN_FORCE_FROM,
    demonstration: false,
  });
  recordBrought(tx, 'account.brought', id, { purpose: 'payment', iban, bic, validFrom: FINES_IN_FORCE_FROM });
  return id;
}

/**
 * What whoever starts the product has to know of the payment account, in English for the console; undefined when the
 * configured account is confirmed and in force. The configuration never changes an account that is there (D3).
 */
export function paymentAccountWarning(transactions: Transactions, config: Config): Promise<string | undefined> {
  return transactions.view(systemActor('reference-data'), async (tx) => {
    const accounts = (await new ParametersRepository().accounts(tx)).filter(({ purpose }) => purpose === 'payment');
    const { iban } = orRefuse(checkAccount(config.payment));
    if (accounts.length === 0) return undefined;
    if (accounts.some((account) => account.iban === iban && account.state === 'confirmed')) return undefined;
    return accounts.some((account) => account.iban === iban)
      ? `The payment account ${iban} waits for the confirmation of a second person; until then no letter is made with it.`
      : `PAYMENT_IBAN ${iban} is not the payment account in force; a change is entered and confirmed under Parameters.`;
  });
}

function recordBrought(
  tx: Tx,
  type: 'parameter.brought' | 'obligation.brought' | 'crossing-point.brought' | 'court.brought' | 'account.brought',
  subjectId: string,
  detail: Readonly<Record<string, unknown>>,
): void {
  tx.record({ type, subjectKind: type.split('.')[0] ?? type, subjectId, detail });
}
