import { camelCase } from '../platform/http/problem';
import { importReport } from './import-report.rules';
import { hasValidReference } from './structured-communication.rules';
import type { ReceivedFile, ReceivedStatement, StatementPage, StatementResult } from './statements.service';
import type { KeptMovement, KeptReason, KeptStatement } from './statements.types';

type Resource = Readonly<Record<string, unknown>>;

/** `2026/041`; a dash when the bank gives no number. */
export function statementNumber({ year, sequence }: Pick<KeptStatement, 'year' | 'sequence'>): string {
  return `${year}/${sequence === 0 ? '–' : String(sequence).padStart(3, '0')}`;
}

/** A statement in a list of the API. */
export function statementItem(statement: KeptStatement, apiUrl: string): Resource {
  return {
    href: `${apiUrl}/statements/${statement.id}`,
    id: statement.id,
    iban: statement.iban,
    year: statement.year,
    sequence: statement.sequence,
    state: camelCase(statement.state),
    reason: statement.reason && reasonJson(statement.reason),
    openingCents: statement.openingCents,
    closingCents: statement.closingCents,
    closingOn: statement.closingOn,
    movementCount: statement.movementCount,
    creditCents: statement.creditCents,
    debitCents: statement.debitCents,
    receivedAt: statement.receivedAt,
    acceptedAt: statement.acceptedAt,
    matchedAt: statement.matchedAt,
    version: statement.version,
  };
}

/** A statement with what has become of its movements. */
export function statementResource(
  { statement, progress, exceptions, ordinary, total, separate }: StatementPage,
  apiUrl: string,
): Resource {
  const { href, ...item } = statementItem(statement, apiUrl);
  return {
    self: href,
    ...item,
    fileName: statement.fileName,
    openingOn: statement.openingOn,
    createdOn: statement.createdOn,
    isMarkedDuplicate: statement.isMarkedDuplicate,
    total: total && { href: `${apiUrl}/movements/${total.movementId}`, id: total.movementId },
    separateApplications:
      separate.length === 0 ? undefined : separate.map(({ id }) => ({ href: `${apiUrl}/statements/${id}`, id })),
    ordinaryStatement: ordinary && { href: `${apiUrl}/statements/${ordinary.id}`, id: ordinary.id },
    progress: importReport(statement, progress).map(({ name, ...figures }) => ({ state: camelCase(name), ...figures })),
    exceptions: exceptions.map(({ code, count, amountCents, movementIds }) => ({
      code: camelCase(code),
      count,
      amountCents,
      movements: movementIds.map((id) => ({ href: `${apiUrl}/movements/${id}`, id })),
    })),
  };
}

/** What became of an uploaded file, with its statements. */
export function receivedResource(received: ReceivedFile, apiUrl: string): Resource {
  return {
    outcome: camelCase(received.outcome),
    fileName: received.fileName,
    receivedAt: received.receivedAt,
    receivedBy: received.receivedByName,
    items: received.statements.map((statement) => receivedItem(statement, apiUrl)),
  };
}

function receivedItem({ statementId, state, ...figures }: ReceivedStatement, apiUrl: string): Resource {
  return { href: `${apiUrl}/statements/${statementId}`, id: statementId, state: camelCase(state), ...figures };
}

/** A statement after a person's decision. */
export function statementResultResource({ statementId, state, version }: StatementResult, apiUrl: string): Resource {
  return { self: `${apiUrl}/statements/${statementId}`, id: statementId, state: camelCase(state), version };
}

/** A movement as the API gives it, whole. */
export function movementItem(movement: KeptMovement, apiUrl: string): Resource {
  return {
    href: `${apiUrl}/movements/${movement.id}`,
    id: movement.id,
    statement: { href: `${apiUrl}/statements/${movement.statementId}`, id: movement.statementId },
    sequence: movement.sequence,
    detail: movement.detail,
    direction: movement.direction,
    amountCents: movement.amountCents,
    allocatedCents: movement.allocatedCents,
    valueOn: movement.valueOn,
    entryOn: movement.entryOn,
    transactionCode: movement.transactionCode,
    communication: movement.communication,
    hasValidReference: hasValidReference(movement.communication),
    counterparty: withoutBlanks({
      name: movement.counterpartyName,
      account: movement.counterpartyAccount,
      bic: movement.counterpartyBic,
      ultimateDebtor: movement.ultimateDebtor,
    }),
    bankReference: movement.bankReference || undefined,
    endToEndId: movement.endToEndId || undefined,
    rTransaction: movement.rTransaction,
    state: camelCase(movement.state),
    reason: movement.reason && reasonJson(movement.reason),
    version: movement.version,
  };
}

/** A reason as machines read it. */
export function reasonJson({ code, params }: KeptReason): Resource {
  return { code: camelCase(code), params };
}

function withoutBlanks(texts: Readonly<Record<string, string>>): Resource | undefined {
  const given = Object.entries(texts).filter(([, text]) => text !== '');
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
