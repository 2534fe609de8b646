import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DocumentsService } from '../documents/documents.service';
import { SAMPLE_NAMES, sampleDecision, type SampleName } from '../documents/letter-samples';
import { listedTemplates, shownTemplate, templateToShow, type ListedTemplate } from '../documents/template-preview';
import { parseDecisionNumber } from '../kernel/decision-number';
import { Transactions, type Actor } from '../platform/database/transactions';
import { orRefuse, Refused } from '../platform/refused';
import { DecisionLetters } from './decision-letters.service';
import { DecisionsRepository } from './decisions.repository';
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
   * A template with the data of a signed decision, as its first addressee would get it; the look is noted. Refuses
   * `letter-template-unknown`, those of a decision number, `not-found`, `other-department` and `access-reason-needed` (D32).
   */
  withFile(actor: Actor, letter: string, number: string): Promise<Buffer> {
    return this.transactions.view(actor, async (tx) => {
      const shown = orRefuse(templateToShow(letter));
      const id = await this.repository.idByNumber(tx, orRefuse(parseDecisionNumber(number)).number);
      if (id === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
      const { decision, offence } = await this.decisions.find(tx, id);
      tx.recordAccess({
        operation: 'letter.preview',
        reason: await this.access.reasonFor(tx, offence.id),
        personIds: [offence.personId],
        caseIds: [offence.id],
      });
      const act = shown.printed === 'en' ? decision.language : shown.act;
      const data = await this.letters.dataForPreview(tx, { ...decision, language: act }, shown.printed);
      return this.documents.preview(tx, shownTemplate({ ...shown, act }, data, tx.today));
    });
  }
}
