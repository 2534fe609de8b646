import { Injectable } from '@nestjs/common';
import type { OffenceId } from '../kernel/ids';
import { refuse, type Refusal } from '../kernel/outcome';
import { LiabilityService } from '../liability/liability.service';
import { ParametersService } from '../parameters/parameters.service';
import type { PersonSummary } from '../persons/person.view';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { offenderOf } from './offence.view';
import { OffencesRepository, type OffenceRow } from './offences.repository';
import { OffencesService } from './offences.service';
import { checkTakenOffender, isTakenOver, possibleDays, type ArticleOnDay } from './taken-offence.rules';

/**
 * What the law says of a recorded offence if its people were others than their records say: before records are joined, taken apart, or put
 * right beneath a decision.
 */
@Injectable()
export class OffencesAsIf {
  constructor(
    private readonly offences: OffencesService,
    private readonly repository: OffencesRepository,
    private readonly persons: PersonsService,
    private readonly liability: LiabilityService,
    private readonly parameters: ParametersService,
  ) {}

  /**
   * What would be refused if the people of a file, in whatever department, were as in `becomes` and is not if they are as in `is`, who are as
   * their records say where left out: what is wrong with a decision already is no reason against a change of its people.
   */
  async newRefusals(
    tx: Tx,
    id: OffenceId,
    becomes: readonly PersonSummary[],
    is: readonly PersonSummary[] = [],
  ): Promise<readonly Refusal[]> {
    const found = await this.refusals(tx, id, becomes);
    if (found.length === 0) return [];
    const known = new Set((await this.refusals(tx, id, is)).map(named));
    return found.filter((refusal) => !known.has(named(refusal)));
  }

  /** The order of fines apart (D10), which hangs on no fact of the people. */
  private async refusals(tx: Tx, id: OffenceId, asIf: readonly PersonSummary[]): Promise<readonly Refusal[]> {
    const offence = await this.repository.find(tx, id);
    if (offence === undefined) throw new Refused({ code: 'not-found', params: { kind: 'offence' } });
    const { personId } = offence;
    const offender = asIf.find((person) => person.id === personId) ?? (await this.persons.identity(tx, personId));
    if (isTakenOver(offence)) return this.refusalsOfTaken(tx, offence, offender, asIf);
    const verdict = await this.offences.reexamine(tx, offence, offender, asIf);
    return verdict.ok ? [] : verdict.refusals.filter(({ code }) => code !== 'continuing-breach');
  }

  /**
   * Of a fine that was taken over: whether its article can bind such a person, and whether the same people owe it (R1.0.7, trap 6);
   * `nobody-liable-on-file` of an adult whom the file takes for a child. How the breach was found, heard and weighed was judged elsewhere.
   */
  private async refusalsOfTaken(
    tx: Tx,
    offence: OffenceRow,
    offender: PersonSummary,
    asIf: readonly PersonSummary[],
  ): Promise<readonly Refusal[]> {
    const ground = { ...(await this.offences.liabilityGround(tx, offence)), offender };
    const article: ArticleOnDay[] = [];
    for (const on of possibleDays(offence.factsOn, ground.factsOn)) {
      const obligations = await this.parameters.obligationsOn(tx, on);
      article.push({ on, obligations: obligations.filter((each) => each.article === offence.article) });
    }
    const bound = checkTakenOffender(offenderOf(offender, undefined), article);
    const liability = await this.liability.reexamine(tx, ground, offence, asIf);
    if (!liability.ok) return [...bound, ...liability.refusals];
    const kept = (await this.liability.idsOf(tx, offence.id)).debtors;
    const isKept = liability.value.debtors.every(({ personId }) => kept.some((each) => each.personId === personId));
    return isKept ? bound : [...bound, refuse('nobody-liable-on-file', { rule: 'R1.0.7' }).refusal];
  }
}

/** The same code on another field is another fault: of two parents, the other one. */
function named({ code, field = '' }: Refusal): string {
  return `${field} ${code}`;
}
