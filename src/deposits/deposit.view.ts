import { birthDateFromIso, formatBirthDate, type BirthDate } from '../kernel/birth-date';
import { formatDecimal } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import type { Config } from '../platform/config/config';
import { apiLink, withoutNulls } from '../platform/http/api-links';
import { camelCase } from '../platform/http/problem';
import { typedDate } from '../ui/date-input';
import type { Message, MessageParams } from '../ui/message';
import type { Reconciliation } from './deposit-advice.rules';
import type { DepositFile, ListedDeposit } from './deposit-desk.service';
import type { DepositAccountProgress } from './deposit-statement.rules';
import { RELEASE_GROUNDS, type ReleaseKind } from './deposit-release.rules';
import type { ReleaseRow } from './deposit-releases.repository';
import { DEPOSIT_MACHINE, differenceCents } from './deposit.rules';

/** What a person may do to a deposit on its page, one at a time. */
const DEPOSIT_ACTIONS = [
  'issue-letter',
  'receive',
  'hold',
  'return',
  'correct',
  'attach',
  'cancel',
  'propose',
  'decide',
] as const;
export type DepositAction = (typeof DEPOSIT_ACTIONS)[number];

const PERMISSION: Readonly<Record<DepositAction, string>> = {
  'issue-letter': 'deposit.announce',
  receive: 'deposit.record',
  hold: 'deposit.record',
  return: 'deposit.record',
  correct: 'deposit.announce',
  attach: 'deposit.attach',
  cancel: 'deposit.record',
  propose: 'deposit.propose',
  decide: 'deposit.decide',
};

/** A deposit as its page shows it. */
export interface DepositPage extends DepositFile {
  /** What this reader may do now. */
  readonly actions: readonly DepositAction[];
  /** The one whose form is shown. */
  readonly action: DepositAction | undefined;
  /** What that one does, in words. */
  readonly effects: readonly Message[];
  /** The Caisse holds another amount than was announced, or than is owed; nothing is adjusted. */
  readonly differs: readonly Message[];
  /** Grounds of a release, as `<kind>.<ground>`. */
  readonly grounds: readonly string[];
  readonly noAppealText: Message;
  readonly payerBirthDate: BirthDate | undefined;
}

/** The page for a reader: what may be done hangs on the state, on the proposal that waits, and on the permissions. */
export function depositPage(
  file: DepositFile,
  permissions: ReadonlySet<string>,
  asked: string | undefined,
): DepositPage {
  const actions = DEPOSIT_ACTIONS.filter((action) => permissions.has(PERMISSION[action]) && isPossible(action, file));
  const action = actions.find((each) => each === asked);
  return {
    ...file,
    actions,
    action,
    effects: action === undefined ? [] : effectsOf(action, file),
    differs: differencesOf(file),
    grounds: groundsOf(file),
    payerBirthDate: birthDateFromIso(file.deposit.payer.birthDate),
    noAppealText: file.noAppeal.ok
      ? text(`noAppeal.${file.noAppeal.value.by}`, { lastDay: file.noAppeal.value.adverseLastDay })
      : refusalText(file.noAppeal.refusal),
  };
}

function isPossible(action: DepositAction, { deposit, open, isProposer }: DepositFile): boolean {
  if (action === 'decide') return open !== undefined && !isProposer;
  if (action === 'attach') return true;
  if (action === 'propose') return deposit.state === 'held' && open === undefined;
  if ((action === 'return' || action === 'cancel') && open !== undefined) return false;
  return DEPOSIT_MACHINE.transitions[deposit.state][action] !== undefined;
}

function effectsOf(action: DepositAction, file: DepositFile): Message[] {
  const { deposit, open } = file;
  switch (action) {
    case 'issue-letter':
      return [text('effect.letter'), text('effect.letterPayer'), text('effect.letterAccount')];
    case 'receive':
      return [text('effect.receive'), text('effect.holds'), text('effect.noRevenue')];
    case 'hold':
      return [text('effect.hold'), text('effect.holds'), text('effect.noRevenue')];
    case 'return':
      return [text('effect.return'), text('effect.holdEnds'), text('effect.openAgain')];
    case 'correct':
      return [
        text('effect.correct'),
        ...(deposit.letterDocumentId === undefined ? [] : [text('effect.correctLetter')]),
      ];
    case 'attach':
      return [text('effect.attach')];
    case 'cancel':
      return deposit.state === 'held'
        ? [text('effect.takeBack'), text('effect.takeBackAdvice'), text('effect.holdEnds')]
        : [text('effect.cancel'), text('effect.holdEnds')];
    case 'propose':
      return [text('effect.propose')];
    case 'decide':
      return open === undefined ? [] : releaseEffects(open, file, deposit);
  }
}

function releaseEffects({ kind }: ReleaseRow, { owedCents }: DepositFile, deposit: ListedDeposit): Message[] {
  const heldCents = deposit.heldCents ?? 0;
  if (kind === 'to-debtor')
    return [text('effect.toDebtor', { amountCents: heldCents }), text('effect.byCdc'), text('effect.openAgain')];
  const settledCents = Math.min(heldCents, owedCents);
  const restCents = heldCents - settledCents;
  return [
    text(kind === 'to-state' ? 'effect.toState' : 'effect.toPayment', { amountCents: settledCents }),
    text('effect.revenue'),
    ...(restCents > 0 ? [text('effect.restToPayer', { amountCents: restCents })] : []),
    ...(owedCents > settledCents ? [text('effect.stillOwed', { amountCents: owedCents - settledCents })] : []),
    text('effect.final'),
  ];
}

function differencesOf({ deposit }: DepositFile): Message[] {
  const announced = differenceCents(deposit.heldCents, deposit.amountCents);
  const owed = differenceCents(deposit.heldCents, deposit.fineCents);
  return [
    ...(announced === 0 ? [] : [difference('announced', announced)]),
    ...(owed === 0 ? [] : [difference('fine', owed)]),
  ];
}

function difference(from: 'announced' | 'fine', cents: number): Message {
  return text(`differs.${from}.${cents > 0 ? 'more' : 'less'}`, { amountCents: Math.abs(cents) });
}

function groundsOf({ deposit }: DepositFile): string[] {
  const all = Object.entries(RELEASE_GROUNDS) as [ReleaseKind, readonly string[]][];
  return all
    .flatMap(([kind, grounds]) => grounds.map((ground) => `${kind}.${ground}`))
    .filter((each) => each !== 'to-debtor.withdrawal' || deposit.decisionState === 'withdrawn');
}

function text(key: string, params?: MessageParams): Message {
  return { key: `deposits.${key}`, ...(params && { params }) };
}

function refusalText({ code, params }: Refusal): Message {
  return text(`refusal.${code}`, params);
}

type Resource = Readonly<Record<string, unknown>>;

/** A deposit in a list of the API; names and birth date of the payer only with the deposit itself. */
export function depositItem(config: Config, deposit: ListedDeposit): Resource {
  return withoutNulls({
    href: apiLink(config, `/deposits/${deposit.id}`),
    id: deposit.id,
    decision: { href: apiLink(config, `/decisions/${deposit.decisionId}`), id: deposit.decisionId },
    decisionNumber: deposit.decisionNumber,
    state: camelCase(deposit.state),
    lapsed: deposit.isLapsed,
    amountCents: deposit.amountCents,
    heldCents: deposit.heldCents,
    announcedOn: deposit.announcedOn,
    lapsesOn: deposit.lapsesOn,
    heldOn: deposit.heldOn,
    endedOn: deposit.endedOn,
  });
}

function filled(value: string): string | undefined {
  return value === '' ? undefined : value;
}

/** One deposit of the API, with its evidence and releases. */
export function depositResource(config: Config, file: DepositFile): Resource {
  const { deposit } = file;
  const { href, ...item } = depositItem(config, deposit);
  const { payer } = deposit;
  return withoutNulls({
    self: href,
    ...item,
    person: { href: apiLink(config, `/persons/${deposit.personId}`), id: deposit.personId },
    cdcReference: filled(deposit.cdcReference),
    payer: withoutNulls({
      familyName: payer.familyName,
      givenNames: filled(payer.givenNames),
      birthDate: filled(payer.birthDate),
      address: filled(payer.address),
      iban: filled(payer.iban),
      isDebtor: payer.isDebtor,
    }),
    reason: filled(deposit.reason),
    letterAnnouncedOn: deposit.letterAnnouncedOn,
    receivedOn: deposit.receivedOn,
    toStateCents: deposit.toStateCents > 0 ? deposit.toStateCents : undefined,
    toPayerCents: deposit.toPayerCents > 0 ? deposit.toPayerCents : undefined,
    endReason: filled(deposit.endReason),
    outstandingCents: file.owedCents,
    noAppealFinal: file.noAppeal.ok,
    ...papersOf(config, file),
    releases: file.releases.map((each) =>
      withoutNulls({
        id: each.id,
        kind: camelCase(each.kind),
        ground: camelCase(each.ground),
        groundOn: each.groundOn,
        finalOn: each.finalOn,
        registryCheckedOn: each.registryCheckedOn,
        reference: filled(each.reference),
        reason: filled(each.reason),
        proposedBySystem: each.proposedBy === null ? true : undefined,
        state: each.state,
        proposedAt: each.proposedAt,
        decidedAt: each.decidedAt,
        refusalReason: each.refusalReason,
      }),
    ),
    version: deposit.version,
  });
}

/** On what the steps rest, the files that people brought, and what of the announcement was put right. */
function papersOf(config: Config, file: DepositFile): Resource {
  return {
    evidence: file.evidence.map((each) =>
      withoutNulls({
        step: each.step,
        source: camelCase(each.source),
        datedOn: each.datedOn,
        reference: filled(each.reference),
        document: each.documentId === null ? undefined : documentLink(config, each.documentId),
        recordedAt: each.recordedAt,
      }),
    ),
    files: file.files.map(({ documentId, kind, title, mediaType, sizeBytes, sha256Hex, attachedAt }) => ({
      ...documentLink(config, documentId),
      kind,
      title,
      mediaType,
      sizeBytes,
      sha256: sha256Hex,
      attachedAt,
    })),
    corrections: file.corrections.map(({ reason, changes, correctedAt }) => ({
      reason,
      changes: changes.map((change) => ({ ...change })),
      correctedAt,
    })),
  };
}

function documentLink(config: Config, id: string): { readonly href: string; readonly id: string } {
  return { href: apiLink(config, `/documents/${id}/content`), id };
}

/** The announcement in the fields of its form, as people write days and amounts. */
export function announcementFields({ deposit }: DepositFile): Record<string, string> {
  const { payer } = deposit;
  const born = birthDateFromIso(payer.birthDate);
  return {
    payerFamilyName: payer.familyName,
    payerGivenNames: payer.givenNames,
    payerBirthDate: born === undefined ? '' : formatBirthDate(born),
    payerIsDebtor: payer.isDebtor ? 'yes' : '',
    payerAddress: payer.address,
    payerIban: payer.iban,
    amountCents: formatDecimal(deposit.amountCents).replace('.', ','),
    announcedOn: typedDate(deposit.announcedOn),
    cdcReference: deposit.cdcReference,
    reason: deposit.reason,
  };
}

/** What does not agree between us and the Caisse, as the API gives it. */
export function reconciliationResource(
  config: Config,
  {
    heldCents,
    advisedCents,
    differences,
    accounts,
  }: Reconciliation & { readonly accounts: readonly DepositAccountProgress[] },
): Resource {
  return {
    self: apiLink(config, '/depositReconciliation'),
    heldCents,
    advisedCents,
    items: differences.map(({ kind, amountCents, ...rest }) => ({
      type: camelCase(kind),
      amountCents,
      ...('depositId' in rest && {
        deposit: { href: apiLink(config, `/deposits/${rest.depositId}`), id: rest.depositId },
      }),
      ...('adviceId' in rest && { advice: { id: rest.adviceId } }),
      ...('differenceCents' in rest && { differenceCents: rest.differenceCents }),
    })),
    accounts: accounts.map(({ gaps, ...account }) => ({
      ...account,
      gaps: gaps.map(({ kind, ...gap }) => ({ type: camelCase(kind), ...gap })),
    })),
  };
}
