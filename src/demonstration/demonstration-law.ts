import type { INestApplicationContext } from '@nestjs/common';
import { ChangeSheets } from '../administration/change-sheets.service';
import type { Change } from '../administration/change.types';
import type { ProposedKind } from '../administration/changes.commands';
import { ChangesService } from '../administration/changes.service';
import { addDays } from '../kernel/legal-calendar';
import type { LegalDate } from '../kernel/legal-date';
import type { Actor } from '../platform/database/transactions';

/** A change of dated law; its source says that it is of the demonstration, and the demonstration knows it again by it. */
interface DemonstrationChange {
  readonly kind: ProposedKind;
  /** Absent for something new. */
  readonly code?: string;
  readonly source: string;
  readonly isConfirmed: boolean;
  readonly body: Readonly<Record<string, string>>;
}

const EVERY_DAY = '1,2,3,4,5,6,7';

/** Who proposes and confirms, and who once had power to sign. */
export interface DemonstrationLawyers {
  readonly proposer: Actor;
  readonly confirmer: Actor;
  readonly beneficiary: Actor;
}

/** Opening hours that are invented, a power to sign that has ended, and a change that waits for a second person. */
export class DemonstrationLaw {
  constructor(
    private readonly app: INestApplicationContext,
    private readonly people: DemonstrationLawyers,
  ) {}

  /** Brings every change that is not there; `today` is the day on which they are made. */
  async bring(today: LegalDate): Promise<void> {
    const { waiting, decided } = await this.app.get(ChangeSheets).list(this.people.proposer);
    for (const change of this.changes(today))
      await this.play(
        change,
        [...waiting, ...decided].find(({ source }) => source === change.source),
      );
  }

  private async play({ kind, code, source, isConfirmed, body }: DemonstrationChange, known?: Change): Promise<void> {
    const service = this.app.get(ChangesService);
    const { proposer, confirmer } = this.people;
    const id = known?.id ?? (await service.propose(proposer, kind, code, { ...body, source })).id;
    if (isConfirmed && (known === undefined || known.state === 'proposed')) await service.confirm(confirmer, id);
  }

  private changes(today: LegalDate): DemonstrationChange[] {
    return [
      hours('air-deurne', today, { weekdays1: EVERY_DAY, opensAt1: '06:00', closesAt1: '23:00' }),
      hours('air-wevelgem', today, {
        weekdays1: '1,2,3,4,5',
        opensAt1: '07:00',
        closesAt1: '21:00',
        weekdays2: '6,7',
        opensAt2: '09:00',
        closesAt2: '18:00',
      }),
      {
        kind: 'delegation',
        source: 'Demonstration: arrêté de délégation fictif',
        isConfirmed: true,
        body: {
          userId: this.people.beneficiary.id,
          article: '41',
          grade: 'adviser',
          validFrom: today,
          lastDay: addDays(today, 30),
        },
      },
      {
        kind: 'number',
        code: 'small-rest-cents',
        source: 'Demonstration: note interne fictive / fictieve interne nota',
        isConfirmed: false,
        body: { value: '7,50', validFrom: addDays(today, 200) },
      },
    ];
  }
}

/** An invented timetable; the real hours are in no text that was read (rules.md part 8). */
function hours(code: string, validFrom: LegalDate, body: Readonly<Record<string, string>>): DemonstrationChange {
  return {
    kind: 'crossing-hours',
    code,
    source: `Demonstration: horaire inventé / verzonnen uren (${code})`,
    isConfirmed: true,
    body: { ...body, validFrom },
  };
}
