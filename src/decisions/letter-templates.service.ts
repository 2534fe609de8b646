import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DocumentsService } from '../documents/documents.service';
import { SAMPLE_NAMES, sampleDecision, type SampleName } from '../documents/letter-samples';
import { listedTemplates, shownTemplate, templateToShow, type ListedTemplate } from '../documents/template-preview';
import { readDecisionNumber } from '../kernel/decision-number';
import type { DecisionId } from '../kernel/ids';
import type { OffenceRow } from '../offences/offences.repository';
import { Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import type { SignatureOnLetter } from './decision-letter.view';
import { DecisionLetters } from './decision-letters.service';
import { DecisionsRepository, type DecisionRow } from './decisions.repository';
import { DecisionsService } from './decisions.service';

/** Looking at templates: with fictitious people, or with a file. Nothing is kept, and each page says that it is a preview. */
@Injectable()
export class LetterTemplates {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: DecisionsRepository,
    private readonly decisions: DecisionsService,
    private readonly letters: DecisionLetters,
    private readonly documents: DocumentsService,
    private readonly access: CaseAccess,
  ) {}

  /** Every version of every template, in force today or not, and the samples that there are. */
  list(
    actor: Actor,
  ): Promise<{ readonly templates: readonly ListedTemplate[]; readonly samples: readonly SampleName[] }> {
    return this.transactions.view(actor, (tx) =>
      Promise.resolve({ templates: listedTemplates(tx.today), samples: SAMPLE_NAMES }),
    );
  }

  /** A template with a sample. Refuses `letter-template-unknown`, `letter-sample-unknown`. */
  sample(actor: Actor, letter: string, sample: string): Promise<Buffer> {
    return this.transactions.view(actor, (tx) => {
      const shown = orRefuse(templateToShow(letter));
      const name = SAMPLE_NAMES.find((each) => each === sample);
      if (name === undefined)
        throw new Refused({ code: 'letter-sample-unknown', field: 'sample', params: { sample: sample.slice(0, 40) } });
      const data = sampleDecision(name, shown.act, shown.printed);
      return this.documents.preview(tx, shownTemplate(shown, data, tx.today));
    });
  }

  /**
   * A template with the data of a decision, as its first addressee would get it; the look is noted. It is named by its number or,
   * above all before the signature, by its id, alone or at the end of the address of its page. Refuses `letter-template-unknown`, those of a decision number, `not-found`, `other-department` and `access-reason-needed` (D32).
   */
  withFile(actor: Actor, letter: string, number: string): Promise<Buffer> {
    return this.transactions.view(actor, async (tx) => {
      const shown = orRefuse(templateToShow(letter));
      const id = idIn(number) ?? (await this.repository.idByNumber(tx, orRefuse(readDecisionNumber(number))));
      if (id === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
      const { decision, offence } = await this.decisions.find(tx, id);
      tx.recordAccess({
        operation: 'letter.preview',
        reason: await this.access.reasonFor(tx, offence.id),
        personIds: [offence.personId],
        caseIds: [offence.id],
      });
      const act = shown.printed === 'en' ? decision.language : shown.act;
      const data = await this.letters.dataForPreview(
        tx,
        { ...decision, language: act },
        shown.printed,
        await this.orderOf(tx, decision, offence),
      );
      return this.documents.preview(tx, shownTemplate({ ...shown, act }, data, tx.today));
    });
  }

  /** What the letter said of the fines before it, or would say today. */
  private async orderOf(
    tx: Tx,
    decision: DecisionRow,
    offence: OffenceRow,
  ): Promise<Pick<SignatureOnLetter, 'repeatOrder' | 'continuingOf'>> {
    const isSigned = decision.number !== undefined;
    const repeatOrder = isSigned ? decision.repeatOrder : await this.decisions.orderOf(tx, decision.id, offence);
    if (decision.continuingOf === undefined) return { repeatOrder };
    const { number, signedOn } = await this.repository.earlier(tx, decision.continuingOf);
    if (number === undefined || signedOn === undefined) return { repeatOrder };
    return { repeatOrder, continuingOf: { number, decidedOn: signedOn } };
  }
}

/** The id that stands alone or ends the address of a page. */
function idIn(text: string): DecisionId | undefined {
  const [id] = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(text.toLowerCase()) ?? [];
  return id as DecisionId | undefined;
}
