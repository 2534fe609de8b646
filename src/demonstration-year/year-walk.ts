import { DepositForfeits } from '../deposits/deposit-forfeits.service';
import { monthPeriod } from '../kernel/legal-calendar';
import { legalDate } from '../kernel/legal-date';
import { LedgerVerification } from '../ledger/ledger-verification.service';
import { systemActor } from '../platform/jobs/jobs';
import { RecoveryDesk } from '../recovery/recovery-desk.service';
import { RefundSettlement } from '../refunds/refund-settlement.service';
import type { MessageParams } from '../ui/message';
import { ACT_RULES, type Performer, type Performers } from './year-acts';
import type { YearActName } from './year-acts.types';
import { YearBank } from './year-bank';
import { YearCaseActs } from './year-case-acts';
import { YearCourtActs } from './year-court-acts';
import { YearLook, type FineStanding } from './year-look';
import { YearMoneyActs } from './year-money-acts';
import type { YearFile, YearOffice } from './year-office';
import { YearRecoveryActs } from './year-recovery-acts';
import { remarksBetween, type YearRemark } from './year-remarks.view';
import type { YearStep, YearStory } from './year-story.types';

/** A step that was played: what its sentence says, and how the file stands after it. */
export interface PlayedStep {
  readonly step: YearStep;
  readonly rule: string;
  readonly params: MessageParams;
  readonly standings: readonly FineStanding[];
  readonly remarks: readonly YearRemark[];
}

/** A story that was played. */
export interface PlayedStory {
  readonly story: YearStory;
  readonly steps: readonly PlayedStep[];
}

interface Scheduled {
  readonly file: YearFile;
  readonly step: YearStep;
}

/** The year that is played. */
export const YEAR = 2027;
const FIRST_DAY = `${YEAR}-01-04`;
const LAST_DAY = `${YEAR}-12-31`;
const MONTH_ENDS = Array.from({ length: 12 }, (_, month) =>
  monthPeriod(legalDate(`${YEAR}-${String(month + 1).padStart(2, '0')}-01`)),
);

/** Plays stories side by side, day by day, on the clock that can be moved; the jobs of each day run at its end. */
export class YearWalk {
  private readonly performers: Performers<YearActName>;
  private readonly bank: YearBank;
  private readonly look: YearLook;

  constructor(private readonly office: YearOffice) {
    this.bank = new YearBank(office);
    this.look = new YearLook(office);
    this.performers = {
      ...new YearCaseActs(office).performers,
      ...new YearCourtActs(office).performers,
      ...new YearMoneyActs(office, this.bank).performers,
      ...new YearRecoveryActs(office).performers,
    };
  }

  /** Every story with its steps; stops with the text of the finding when the books do not agree at the end of a month (I1-I5). */
  async play(stories: readonly YearStory[]): Promise<PlayedStory[]> {
    const files = stories.map((story): YearFile => ({ story, fines: [] }));
    const played = new Map<YearFile, PlayedStep[]>(files.map((file) => [file, []]));
    const scheduled = files
      .flatMap((file) => file.story.steps.map((step): Scheduled => ({ file, step })))
      .sort((one, other) => (one.step.on < other.step.on ? -1 : Number(one.step.on > other.step.on)));
    this.office.goTo(FIRST_DAY);
    await this.bank.open();
    let day = FIRST_DAY;
    for (const each of scheduled) {
      if (each.step.on !== day) await this.endDay(day, each.step.on);
      day = each.step.on;
      this.office.goTo(day);
      const before = played.get(each.file) ?? [];
      before.push(await this.playStep(each, before.at(-1)?.standings ?? []));
    }
    await this.endDay(day, LAST_DAY);
    this.office.goTo(LAST_DAY);
    await this.verify();
    return files.map((file) => ({ story: file.story, steps: played.get(file) ?? [] }));
  }

  private async playStep({ file, step }: Scheduled, before: readonly FineStanding[]): Promise<PlayedStep> {
    const { act } = step;
    // The table and the description are of one type; the compiler cannot pair the two.
    const perform = this.performers[act] as Performer<YearActName>;
    const params = await perform(file, step).catch((error: unknown) => {
      throw new Error(`${file.story.code}, ${step.on}, ${act}: ${String(error)}`, { cause: error });
    });
    const standings = await this.look.standings(file);
    const remarks = remarksBetween(before, standings);
    return { step, rule: step.rule ?? ACT_RULES[act], params, standings, remarks };
  }

  /** What would run in the night; at the end of a month the books are proved. */
  private async endDay(day: string, next: string): Promise<void> {
    const settlement = this.office.get(RefundSettlement);
    await settlement.run({}, systemActor(settlement.task));
    await this.office.get(RecoveryDesk).run();
    for (const end of MONTH_ENDS.filter((each) => day <= each && each < next)) {
      this.office.goTo(end);
      await this.verify();
    }
    // The margin ends with a day: what it makes of a deposit is proposed in the night before the next one.
    this.office.goTo(next);
    await this.office.get(DepositForfeits).run();
  }

  private async verify(): Promise<void> {
    const verification = this.office.get(LedgerVerification);
    await verification.run({}, systemActor(verification.task));
  }
}
