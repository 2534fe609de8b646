import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DocumentsService, type IssuedDocument } from '../documents/documents.service';
import type { DecisionId } from '../kernel/ids';
import type { ObligationDeadline } from '../offences/obligation-deadline.rules';
import { deadlineOfOffence } from '../offences/offence.view';
import { ParametersService, type NamedCrossingPoint } from '../parameters/parameters.service';
import type { PersonSummary } from '../persons/person.view';
import { actingUser, Transactions, type Actor } from '../platform/database/transactions';
import { DecisionsService, type DecisionWithOffence } from './decisions.service';
import { repeatPanels, type ContinuingPanel, type OrderPanel } from './repeat-order.view';
import { RepeatOrders } from './repeat-orders.service';
import { SignatureService, type SignatureOutlook } from './signature.service';

/** A decision with all that stands behind it, for one page. */
export interface DecisionSheet extends DecisionWithOffence, SignatureOutlook {
  readonly drafterName: string;
  readonly person: PersonSummary;
  readonly needsLegalReview: boolean;
  readonly deadline: ObligationDeadline | undefined;
  readonly crossingPoint: NamedCrossingPoint | undefined;
  readonly documents: readonly IssuedDocument[];
  /** Which fine in order it is, and the breach that goes on, if it is another fine of one (D10). */
  readonly order: OrderPanel;
  readonly continuing: ContinuingPanel | undefined;
}

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
      const { decision, offence } = found;
      tx.recordAccess({
        operation: 'decision.read',
        reason: await this.access.reasonFor(tx, offence.id),
        personIds: [offence.personId],
        caseIds: [offence.id],
      });
      const outlook = await this.signatures.outlook(tx, found);
      const obligation = await this.parameters.obligation(tx, offence.obligationCode, offence.factsOn);
      const points = await this.parameters.crossingPoints(tx, offence.factsOn);
      return {
        ...found,
        ...outlook,
        drafterName: await this.decisions.nameOf(tx, decision.draftedBy),
        person: await this.decisions.offender(tx, offence),
        needsLegalReview: obligation?.needsLegalReview ?? false,
        deadline: obligation && deadlineOfOffence(offence, obligation),
        crossingPoint: points.find(({ code }) => code === offence.crossingPointCode),
        documents: await this.documents.ofDecision(tx, id),
        ...repeatPanels(await this.repeats.standingOf(tx, id), actingUser(actor)),
      };
    });
  }
}
