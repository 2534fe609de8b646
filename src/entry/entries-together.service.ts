import { Injectable } from '@nestjs/common';
import type { DecisionId, OffenceId, PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Cents } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import { PersonsService } from '../persons/persons.service';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import type { GivenEntries, GivenEntry } from './entries-together.commands';
import { besideOthers, ordersTogether, type EntryBeside } from './entry-group.rules';
import { EntryFindings, type EntryFinding } from './entry-findings.service';
import { EntryService, type Entered, type JudgedEntry, type SoundEntry } from './entry.service';

/** An entry judged by itself and beside those before it. */
export interface EntryTogether {
  readonly refusals: readonly Refusal[];
  /** What recording it would give, in the order of the group; absent when something stands against it. */
  readonly found?: { readonly sound: SoundEntry; readonly finding: EntryFinding };
}

/** One of several entries as it was recorded, or what was refused of it; fields as JSON pointers. */
export interface EnteredTogether {
  readonly offenceId?: OffenceId;
  readonly decisionId?: DecisionId;
  readonly repeatOrder?: number;
  readonly amountCents?: Cents;
  readonly refusals: readonly Refusal[];
}

/** Entries that are judged and recorded side by side (R1.1.12, R6.4). */
@Injectable()
export class EntriesTogether {
  constructor(
    private readonly transactions: Transactions,
    private readonly entry: EntryService,
    private readonly findings: EntryFindings,
    private readonly persons: PersonsService,
  ) {}

  /**
   * Records what the API gave, in one transaction. With `all` everything that stands against one of them is refused and nothing
   * is kept; with `complete` the others are given back with their refusals (`nothing-complete` when there is none).
   */
  enter(
    actor: Actor,
    { scope, entries }: GivenEntries,
  ): Promise<{ readonly entries: readonly EnteredTogether[]; readonly totalCents: Cents }> {
    return this.transactions.run(actor, async (tx) => {
      const judged: JudgedEntry[] = [];
      for (const given of entries) judged.push(await this.judgeGiven(tx, given));
      // Recording looks at each once more, under its person's lock; here the locks are only taken in one order.
      const sound = judged.flatMap((each) => each.sound ?? []);
      await this.lockPersons(tx, sound.map(({ person }) => person.id)); // prettier-ignore
      const together = await this.sideBySide(tx, judged);
      const refusals = together.map((entry, index) => entry.refusals.map((each) => pointed(each, entries[index])));
      const [first, ...others] = refusals.flat();
      if (first !== undefined && scope === 'all') throw new Refused(first, ...others);
      const recorded = await this.record(tx, together);
      if (recorded.every((each) => each === undefined)) throw new Refused({ code: 'nothing-complete' });
      const items = together.map(({ found }, index): EnteredTogether => {
        const { amountCents, repeatOrder } = found?.finding ?? {};
        const ofFine = {
          ...(amountCents !== undefined && { amountCents }),
          ...(repeatOrder !== undefined && { repeatOrder }),
        };
        return { ...recorded[index], ...ofFine, refusals: refusals[index] ?? [] };
      });
      return { entries: items, totalCents: totalOf(together) };
    });
  }

  /**
   * Each entry beside those before it: what stands against it (D22, D10), and which fine in order it becomes when they are
   * signed in this order.
   */
  async sideBySide(tx: Tx, judged: readonly JudgedEntry[]): Promise<EntryTogether[]> {
    const before: EntryBeside[] = [];
    const alone: EntryTogether[] = [];
    for (const [index, { sound, refusals }] of judged.entries()) {
      if (sound === undefined) {
        alone.push({ refusals });
        continue;
      }
      const beside = besideOf(sound, index + 1);
      const against = besideOthers(beside, before);
      if (against.length > 0) alone.push({ refusals: against });
      else {
        before.push(beside);
        const others = judged.flatMap((each) => (each.sound === undefined || each.sound === sound ? [] : [each.sound]));
        alone.push({ refusals: [], found: { sound, finding: await this.findings.of(tx, sound, others) } });
      }
    }
    return inOrder(alone);
  }

  /**
   * Locks the persons, always in the same order, so that of two groups with the same people one waits for the other. To be called
   * before the entries are looked at side by side.
   */
  async lockPersons(tx: Tx, personIds: readonly PersonId[]): Promise<void> {
    for (const personId of [...new Set(personIds)].sort()) await this.persons.lock(tx, personId);
  }

  private judgeGiven(tx: Tx, { command, refusals: [first, ...others] }: GivenEntry): Promise<JudgedEntry> {
    if (command !== undefined) return this.entry.judgeCommand(tx, command);
    if (first === undefined) throw new Error('an entry without command and without refusal');
    return Promise.resolve({ refusals: [first, ...others] });
  }

  /** Records those that were found sound, in their order; `drafts` are the entries in progress that they come from, where they do. */
  async record(
    tx: Tx,
    entries: readonly EntryTogether[],
    drafts: readonly string[] = [],
  ): Promise<(Entered | undefined)[]> {
    const entered: (Entered | undefined)[] = [];
    for (const [index, { found }] of entries.entries())
      entered.push(found === undefined ? undefined : await this.entry.record(tx, found.sound.command, drafts[index]));
    return entered;
  }
}

function pointed(refusal: Refusal, given: GivenEntry | undefined): Refusal {
  // Whose person is not there: the entry names the field that the register cannot.
  const field = refusal.code === 'not-found' ? 'personId' : refusal.field;
  return { ...refusal, ...(given && { field: given.pointerTo(field) }) };
}

/** What all the fines of a group come to. */
export function totalOf(entries: readonly EntryTogether[]): Cents {
  return entries.reduce((total, { found }) => total + (found?.finding.amountCents ?? 0), 0) as Cents;
}

function besideOf({ command, checked, person, breach }: SoundEntry, position: number): EntryBeside {
  return {
    position,
    personId: person.id,
    obligationCode: checked.obligationCode,
    article: checked.article,
    factsOn: command.factsOn as LegalDate,
    ...(breach && { breach }),
    outcome: checked.outcome,
  };
}

/** Each fine counts those before it under the same article (D10). */
function inOrder(entries: readonly EntryTogether[]): EntryTogether[] {
  const fines = entries.flatMap(({ found }) => {
    const orderAlone = found?.finding.repeatOrder;
    if (found === undefined || orderAlone === undefined) return [];
    return [{ found, personId: found.sound.person.id, article: found.sound.checked.article, orderAlone }];
  });
  const orders = new Map(ordersTogether(fines).map((order, index) => [fines[index]?.found, order]));
  return entries.map((entry) => {
    const repeatOrder = entry.found && orders.get(entry.found);
    if (entry.found === undefined || repeatOrder === undefined) return entry;
    return { ...entry, found: { ...entry.found, finding: { ...entry.found.finding, repeatOrder } } };
  });
}
