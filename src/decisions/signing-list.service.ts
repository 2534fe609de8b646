import { Injectable } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import { unknownField, type Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onceKeyIn, typedIn, type FormBody } from '../platform/http/form-body';
import { withIdempotency } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { Form } from '../ui/form';
import { refusalMessage, type Message } from '../ui/message';
import { DecisionDesk } from './decision-desk.service';
import { ReasonedDecision, SignDecision } from './decisions.commands';

/** What became of one decision of the list: signed under its number, returned, or refused, and then why. */
export interface SigningResult {
  readonly decisionId: DecisionId;
  /** Whom it is about, as the form showed it. */
  readonly name: string;
  readonly outcome: 'signed' | 'returned' | 'refused';
  readonly number: string | undefined;
  readonly messages: readonly Message[];
  readonly refusals: readonly Refusal[];
  /** What was typed for it. */
  readonly typed: FormBody;
}

/** What the form of the list says of one decision. */
interface ChosenDecision {
  readonly id: DecisionId;
  readonly name: string;
  readonly verb: 'sign' | 'return';
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The list to sign as one form. Its fields bear the decision behind a dot: `version.<id>`, `name.<id>`, `legalReviewReason.<id>`,
 * `continuingApprovalReason.<id>`, `reason.<id>`; `chosen` names those that are ticked, and the button `sign.<id>` or `return.<id>` one alone.
 */
@Injectable()
export class SigningList {
  constructor(private readonly desk: DecisionDesk) {}

  /** Each in a transaction of its own, one after the other: what is refused for one stops none of the others. */
  async signAll(actor: Actor, body: FormBody): Promise<SigningResult[]> {
    const results: SigningResult[] = [];
    for (const chosen of chosenIn(body)) results.push(await this.act(actor, onceKeyIn(body) ?? '', chosen));
    return results;
  }

  private async act(actor: Actor, onceKey: string, chosen: ChosenDecision): Promise<SigningResult> {
    const { id, name, verb, fields } = chosen;
    const result = { decisionId: id, name, number: undefined, messages: [], refusals: [], typed: fields };
    try {
      const keyed = withIdempotency(actor, onceKey && `${onceKey}_${id}`, `${verb} ${id}`, fields);
      if (verb === 'return') {
        await this.desk.returnToDrafter(keyed, id, parseCommand(ReasonedDecision, fields));
        return { ...result, outcome: 'returned' };
      }
      const { number } = await this.desk.sign(keyed, id, parseCommand(SignDecision, fields));
      return { ...result, outcome: 'signed', number };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { refusals } = error;
      return { ...result, outcome: 'refused', refusals, messages: refusals.map(refusalMessage) };
    }
  }
}

const FIELD = /^(version|name|legalReviewReason|continuingApprovalReason|reason|sign|return)\.([0-9a-f-]{36})$/;

/** Those to act on, in the order of the form. Refuses `unknown-field` for what the form does not have. */
function chosenIn(body: FormBody): ChosenDecision[] {
  const typed = typedIn(body);
  const [unknown] = Object.keys(typed).filter((name) => name !== 'chosen' && !FIELD.test(name));
  if (unknown !== undefined) throw new Refused(unknownField(unknown));
  const pressed = Object.keys(typed).flatMap((name) => /^(?:sign|return)\.(.+)$/.exec(name)?.[1] ?? []);
  const ticked = [typed['chosen']].flat().filter((id): id is string => typeof id === 'string');
  const ids = new Set(pressed.length > 0 ? pressed : ticked);
  return [...ids].map((text) => chosenOf(idParameter<DecisionId>(text), typed));
}

function chosenOf(id: DecisionId, typed: FormBody): ChosenDecision {
  const field = (name: string): unknown => typed[`${name}.${id}`];
  const name = field('name');
  const verb = field('return') === undefined ? 'sign' : 'return';
  const asked = verb === 'sign' ? ['legalReviewReason', 'continuingApprovalReason'] : ['reason'];
  // A field that the card does not show is not there; an empty one of the signature says nothing either.
  const written = asked
    .map((reason) => [reason, field(reason)] as const)
    .filter(([, text]) => text !== undefined && (verb === 'return' || text !== ''));
  return {
    id,
    name: typeof name === 'string' ? name : '',
    verb,
    fields: { version: Number(field('version')), ...Object.fromEntries(written) },
  };
}

/** The fields of one decision on the list, with what was typed and refused in them. */
export function signingForm(id: DecisionId, results: readonly SigningResult[]): Form {
  const own = results.find(({ decisionId, outcome }) => decisionId === id && outcome === 'refused');
  if (own === undefined) return Form.fresh('decision.field');
  const named = Object.fromEntries(Object.entries(own.typed).map(([name, value]) => [`${name}.${id}`, value]));
  const refusals = own.refusals.map((refusal) =>
    refusal.field === undefined ? refusal : { ...refusal, field: `${refusal.field}.${id}` },
  );
  return Form.refused('decision.field', named, refusals);
}
