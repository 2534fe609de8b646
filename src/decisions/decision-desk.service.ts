import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DocumentsService, type IssuedDocument } from '../documents/documents.service';
import type { DecisionId } from '../kernel/ids';
import type { CarrierFined } from '../offences/one-debt.rules';
import type { Reopening } from '../offences/reopening.rules';
import { actingUser, Transactions, type Actor } from '../platform/database/transactions';
import type { EditDecision, ReasonedDecision, SignDecision, SubmitDecision } from './decisions.commands';
import { DecisionsService, type DecisionResult, type DecisionWithOffence } from './decisions.service';
import { RepeatOrders } from './repeat-orders.service';
import { SignatureService, type SignedDecision } from './signature.service';

/** A decision as the page of its drafter or signatory shows it. */
export interface DecisionOnDesk extends DecisionWithOffence {
  readonly drafterName: string;
  /** The reader has a hand in it: somebody else signs (D33). */
  readonly isAuthor: boolean;
  /** Who of those that must pay owes another fine for the same crossing (R1.1.11, R1.1.12). */
  readonly carriersFined: readonly CarrierFined[];
  /** Files of the same facts that had been closed without a fine, and why they were opened again (R1.0.2). */
  readonly reopenings: readonly Reopening[];
}

/** What people do with decisions: each method is one transaction. Pages and API call the same. */
@Injectable()
export class DecisionDesk {
  constructor(
    private readonly transactions: Transactions,
    private readonly decisions: DecisionsService,
    private readonly signatures: SignatureService,
    private readonly repeats: RepeatOrders,
    private readonly letters: DocumentsService,
    private readonly access: CaseAccess,
  ) {}

  edit(actor: Actor, id: DecisionId, command: Readonly<EditDecision>): Promise<DecisionResult> {
    return this.transactions.run(actor, (tx) => this.decisions.edit(tx, id, command));
  }

  submit(actor: Actor, id: DecisionId, command: Readonly<SubmitDecision>): Promise<DecisionResult> {
    return this.transactions.run(actor, (tx) => this.decisions.submit(tx, id, command));
  }

  /** Writes and hands over in one go, as the drafter's page does. */
  editAndSubmit(actor: Actor, id: DecisionId, command: Readonly<EditDecision>): Promise<DecisionResult> {
    return this.transactions.run(actor, async (tx) => {
      const edited = await this.decisions.edit(tx, id, command);
      return this.decisions.submit(tx, id, { version: edited.version });
    });
  }

  returnToDrafter(actor: Actor, id: DecisionId, command: Readonly<ReasonedDecision>): Promise<DecisionResult> {
    return this.transactions.run(actor, (tx) => this.decisions.returnToDrafter(tx, id, command));
  }

  cancel(actor: Actor, id: DecisionId, command: Readonly<ReasonedDecision>): Promise<DecisionResult> {
    return this.transactions.run(actor, (tx) => this.decisions.cancel(tx, id, command));
  }

  sign(actor: Actor, id: DecisionId, command: Readonly<SignDecision>): Promise<SignedDecision> {
    return this.transactions.run(actor, (tx) => this.signatures.sign(tx, id, command));
  }

  /** The decision with its offence; the look is noted. Refuses like `CaseAccess.reasonFor`, as every look at a case does. */
  read(actor: Actor, id: DecisionId): Promise<DecisionOnDesk> {
    return this.transactions.view(actor, async (tx) => {
      const found = await this.decisions.find(tx, id);
      const isAuthor = (await this.decisions.authors(tx, id)).includes(actingUser(actor).id);
      tx.recordAccess({
        operation: 'decision.read',
        reason: await this.access.reasonFor(tx, found.offence.id),
        personIds: await this.decisions.personsIn(tx, found.offence),
        caseIds: [found.offence.id],
      });
      const liable = await this.decisions.partiesOf(tx, found.offence);
      return {
        ...found,
        drafterName: await this.decisions.nameOf(tx, found.decision.draftedBy),
        isAuthor,
        carriersFined: await this.repeats.carriersFined(tx, found.offence, liable),
        reopenings: await this.repeats.reopenedBefore(tx, found.offence),
      };
    });
  }

  /** The letter as it would be; nothing is kept. */
  preview(actor: Actor, id: DecisionId): Promise<Buffer> {
    return this.transactions.view(actor, async (tx) => {
      const { offence } = await this.decisions.find(tx, id);
      tx.recordAccess({
        operation: 'decision.preview',
        reason: await this.access.reasonFor(tx, offence.id),
        personIds: await this.decisions.personsIn(tx, offence),
        caseIds: [offence.id],
      });
      return this.signatures.preview(tx, id);
    });
  }

  /** The letters issued for a decision, without their bytes. */
  documents(actor: Actor, id: DecisionId): Promise<IssuedDocument[]> {
    return this.transactions.view(actor, async (tx) => {
      const { offence } = await this.decisions.find(tx, id);
      tx.recordAccess({
        operation: 'document.list',
        reason: await this.access.reasonFor(tx, offence.id),
        personIds: await this.decisions.personsIn(tx, offence),
        caseIds: [offence.id],
      });
      return this.letters.ofDecision(tx, id);
    });
  }
}
