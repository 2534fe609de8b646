import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DocumentsService, type IssuedDocument } from '../documents/documents.service';
import { motivationBlocks } from '../documents/motivation-blocks';
import type { DecisionId, PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { LiableParties } from '../liability/liability.service';
import { hoursOnFile, type HoursOfDay } from '../offences/crossing.rules';
import type { ObligationDeadline } from '../offences/obligation-deadline.rules';
import { deadlineOfOffence } from '../offences/offence.view';
import { isTakenOver } from '../offences/taken-offence.rules';
import { ParametersService, type NamedCrossingPoint } from '../parameters/parameters.service';
import type { Reopening } from '../offences/reopening.rules';
import type { PersonSummary } from '../persons/person.view';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import type { SealReport } from '../sealing/seal-verification';
import type { Message } from '../ui/message';
import { DecisionsService, type DecisionWithOffence } from './decisions.service';
import { repeatPanels, type ContinuingPanel, type OrderPanel } from './repeat-order.view';
import { RepeatOrders } from './repeat-orders.service';
import { needsLegalReview, SignatureService, type SignatureOutlook } from './signature.service';

/** A decision with all that stands behind it, for one page. */
export interface DecisionSheet extends DecisionWithOffence, SignatureOutlook {
  readonly drafterName: string;
  /** Absent until it is submitted. */
  readonly submitterName: string | undefined;
  readonly person: PersonSummary;
  readonly needsLegalReview: boolean;
  readonly deadline: ObligationDeadline | undefined;
  readonly crossingPoint: NamedCrossingPoint | undefined;
  /** Its hours on file for the day of the facts, where they are part of the offence (4bis). */
  readonly openingHours: readonly HoursOfDay[] | undefined;
  readonly documents: readonly IssuedDocument[];
  /** Which fine in order it is, and the breach that goes on, if it is another fine of one (D10). */
  readonly order: OrderPanel;
  readonly continuing: ContinuingPanel | undefined;
  /** What the seal of each act says, by the document's id. */
  readonly seals: Readonly<Record<string, SealReport>>;
  /** Whether an act issued today is sealed (D33). */
  readonly willBeSealed: boolean;
  readonly liable: LiableParties;
  /** Who of those that must pay owes another fine for the same crossing (R1.1.11, R1.1.12). */
  readonly carriersFined: readonly Message[];
  /** Files of the same facts that had been closed without a fine (R1.0.2): whoever signs weighs why they were opened again. */
  readonly reopenings: readonly Reopening[];
  /** What the death of somebody in it means, where one is on file (D34). */
  readonly deaths: readonly Message[];
  /** Passages that the drafter may take over and completes (R2.4), in the language of the letter. */
  readonly motivationBlocks: readonly string[];
  readonly today: LegalDate;
}

/** The decisions that wait for this signatory, each with everything that the signature rests on. */
export interface SheetsToSign {
  readonly sheets: readonly DecisionSheet[];
  /** More wait than are shown. */
  readonly more: boolean;
}

/** As many as one reads at one sitting; those behind them appear once these are done. */
const MAX_TO_SIGN = 20;

/** Gathers what the page of a decision shows. */
@Injectable()
export class DecisionSheets {
  constructor(
    private readonly transactions: Transactions,
    private readonly decisions: DecisionsService,
    private readonly signatures: SignatureService,
    private readonly parameters: ParametersService,
    private readonly documents: DocumentsService,
    private readonly repeats: RepeatOrders,
    private readonly access: CaseAccess,
  ) {}

  /** Everything that whoever writes, signs or reads the decision has to see on one page; the look is noted. */
  read(actor: Actor, id: DecisionId): Promise<DecisionSheet> {
    return this.transactions.view(actor, async (tx) => {
      const found = await this.decisions.find(tx, id);
      const { offence } = found;
      tx.recordAccess({
        operation: 'decision.read',
        reason: await this.access.reasonFor(tx, offence.id),
        personIds: await this.decisions.personsIn(tx, offence),
        caseIds: [offence.id],
      });
      return this.gather(tx, found);
    });
  }

  /**
   * Decisions of the department that this person may sign today, oldest first: never one's own (D33), and only under a delegation
   * for the article (R2.2). The look is noted.
   */
  toSign(actor: Actor): Promise<SheetsToSign> {
    return this.transactions.view(actor, async (tx) => {
      const user = actingUser(actor);
      const ids = await this.decisions.toSign(tx, user.departmentId, user.id, MAX_TO_SIGN + 1);
      const sheets: DecisionSheet[] = [];
      for (const id of ids.slice(0, MAX_TO_SIGN)) sheets.push(await this.gather(tx, await this.decisions.find(tx, id)));
      const personIds: PersonId[] = [];
      for (const { offence } of sheets) personIds.push(...(await this.decisions.personsIn(tx, offence)));
      tx.recordAccess({
        operation: 'decision.to-sign',
        reason: 'list',
        personIds: [...new Set(personIds)],
        caseIds: sheets.map(({ offence }) => offence.id),
      });
      return { sheets, more: ids.length > MAX_TO_SIGN };
    });
  }

  private async gather(tx: Tx, found: DecisionWithOffence): Promise<DecisionSheet> {
    const { decision, offence } = found;
    const outlook = await this.signatures.outlook(tx, found);
    const obligation = await this.parameters.obligation(tx, offence.obligationCode, offence.factsOn);
    const points = await this.parameters.crossingPoints(tx, offence.factsOn);
    const crossingPoint = points.find(({ code }) => code === offence.crossingPointCode);
    const person = await this.decisions.offender(tx, offence);
    const liable = await this.decisions.partiesOf(tx, offence);
    return {
      ...found,
      ...outlook,
      drafterName: await this.decisions.nameOf(tx, decision.draftedBy),
      submitterName: decision.submittedBy && (await this.decisions.nameOf(tx, decision.submittedBy)),
      person,
      needsLegalReview: needsLegalReview(offence, obligation),
      deadline: obligation && deadlineOfOffence(offence, obligation),
      crossingPoint,
      openingHours: offence.crossingSite === null ? undefined : hoursOnFile(crossingPoint, offence.factsOn),
      documents: await this.documents.ofDecision(tx, decision.id),
      seals: await this.documents.sealsOf(tx, decision.id),
      willBeSealed: await this.documents.sealsActs(tx),
      liable,
      carriersFined: await this.repeats.carrierNotices(tx, offence, liable),
      reopenings: await this.repeats.reopenedBefore(tx, offence),
      // Who signs is told; nobody signs what was taken over, of which the day of the facts may not be on file.
      deaths: isTakenOver(offence) ? [] : await this.decisions.deathsIn(tx, offence.factsOn, person, liable),
      motivationBlocks: motivationBlocks(offence.obligationCode, decision.language, tx.today),
      today: tx.today,
      ...repeatPanels(await this.repeats.standingOf(tx, found), actingUser(tx.actor)),
    };
  }
}
