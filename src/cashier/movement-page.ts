import type { MovementId } from '../kernel/ids';
import { remainingCents } from '../matching/movement-evidence.rules';
import { takesBack } from '../payments/undoing.rules';
import type { Actor } from '../platform/database/transactions';
import { idParameter } from '../platform/http/fields';
import { page, type PageResult } from '../platform/http/page-result';
import { statementNumber } from '../statements/statement.view';
import { communicationText } from '../statements/structured-communication.rules';
import type { Form } from '../ui/form';
import type { MovementDesk } from './movement-desk.service';
import { movementHref, type Place } from './place';

/** Payments for a fine that takes none: the page says in words what to do next. */
const EXCEPTIONS: ReadonlySet<string> = new Set([
  'fine-settled',
  'fine-granted',
  'fine-written-off',
  'fine-withdrawn',
  'fine-annulled',
  'overpayment',
  'double-payment',
]);

/** The ground on which money goes back that waits for this reason. */
export function groundOf(reasonCode: string | undefined): 'overpayment' | 'double-payment' | 'not-a-debt' {
  if (reasonCode === 'overpayment' || reasonCode === 'remainder') return 'overpayment';
  return reasonCode === 'fine-settled' || reasonCode === 'double-payment' ? 'double-payment' : 'not-a-debt';
}

/** One movement with every verb that a cashier has for it; `form` is the choice of a fine. */
export async function movementPage(
  desk: MovementDesk,
  actor: Actor,
  id: string,
  { place, form }: { readonly place: Place; readonly form: Form },
): Promise<PageResult> {
  const file = await desk.read(actor, idParameter<MovementId>(id));
  const { movement, statement } = file;
  const code = movement.reason?.code;
  return page('suspense/movement', {
    ...file,
    remainingCents: remainingCents(movement),
    communication: communicationText(movement.communication),
    information: movement.information.map(communicationText),
    statementNumber: statementNumber(statement),
    exception: code !== undefined && EXCEPTIONS.has(code) ? code : undefined,
    candidates: file.candidates.map((candidate) => ({
      ...candidate,
      confidence: file.confidences.get(candidate.fine.decisionId),
    })),
    ownId: actor.kind === 'user' ? actor.id : undefined,
    others: file.cashiers
      .filter(({ id: cashierId }) => actor.kind !== 'user' || cashierId !== actor.id)
      .filter(({ id: cashierId }) => cashierId !== file.owner?.id)
      .map(({ id: value, name: text }) => ({ value, text })),
    isTakingBack: movement.state === 'suspense' && takesBack(movement),
    isOwn: actor.kind === 'user' && file.owner?.id === actor.id,
    hrefs: Object.fromEntries(
      ['booking', 'split', 'verdict', 'remittance', 'return'].map((name) => [
        name,
        movementHref(id, place, `/${name}`),
      ]),
    ),
    place,
    form,
  });
}
