import { Controller, Get, Param, Post } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import { addDays } from '../kernel/legal-calendar';
import { formatDecimal, parseEuro } from '../kernel/money';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { evidenceIn } from '../documents/evidence.commands';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { typedDate, typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { ProofHoldsService } from './proof-holds.service';
import { PROOF_KINDS } from './proof.rules';
import { EndProof, RecordProof } from './proofs.commands';

const FORM = 'proofs.field';
const ENDING = 'proofs.ending';

/** The page on which it is recorded that somebody has shown a proof of payment, and where such a hold is ended. */
@Controller('decisions/:decisionId/proofs')
export class ProofsWebController {
  constructor(private readonly proofs: ProofHoldsService) {}

  @Get()
  @Requires('proof.record')
  show(@CurrentActor() actor: Actor, @Param('decisionId') id: string): Promise<PageResult> {
    return this.page(actor, id, undefined, Form.fresh(ENDING));
  }

  @Post()
  @Requires('proof.record')
  record(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const { file, title, fields: written, print } = evidenceIn(form.typed);
        const command = parseCommand(RecordProof, readable(written));
        const scan = file && { file, title };
        const proof = await this.proofs.record(form.once(print), idParameter<DecisionId>(id), command, scan);
        const params = { untilOn: proof.untilOn };
        return redirect(`/decisions/${id}/proofs`, { kind: 'success', key: 'proofs.flash.recorded', params });
      },
      (refusals) => this.page(form.actor, id, Form.refused(FORM, form.typed, onForm(refusals)), Form.fresh(ENDING)),
    );
  }

  @Post(':proofId/ending')
  @Requires('proof.record')
  end(
    @Param('decisionId') id: string,
    @Param('proofId') proofId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        await this.proofs.end(form.once(), idParameter<string>(proofId), parseCommand(EndProof, form.typed));
        return redirect(`/decisions/${id}/proofs`, { kind: 'success', key: 'proofs.flash.ended' });
      },
      (refusals) => this.page(form.actor, id, undefined, Form.refused(ENDING, form.typed, refusals)),
    );
  }

  private async page(actor: Actor, id: string, form: Form | undefined, endingForm: Form): Promise<PageResult> {
    const found = await this.proofs.read(actor, idParameter<DecisionId>(id));
    const { fine, today, holdDays } = found;
    const values = {
      shownOn: typedDate(today),
      untilOn: typedDate(addDays(today, holdDays)),
      amount: formatDecimal(fine.outstandingCents).replace('.', ','),
    };
    return page('proofs/proofs', {
      ...found,
      kinds: PROOF_KINDS,
      canRecord: (fine.state === 'signed' || fine.state === 'notified') && fine.outstandingCents > 0,
      form: form ?? (endingForm.hasErrors ? endingForm : Form.fresh(FORM, values)),
      recordForm: form ?? Form.fresh(FORM, values),
      endingForm,
    });
  }
}

/** What was typed, as the command wants it; what cannot be read goes on as it is, to be refused. */
function readable(typed: FormBody): FormBody {
  const { amount, ...others } = typedDays(typed, ['shownOn', 'paidOn', 'untilOn']);
  const amountCents = typeof amount === 'string' && amount.trim() !== '' ? (parseEuro(amount) ?? amount) : undefined;
  return { ...others, amountCents };
}

/** The refusals of the command on the fields of the form. */
function onForm(refusals: readonly Refusal[]): Refusal[] {
  return refusals.map((refusal) => (refusal.field === 'amountCents' ? { ...refusal, field: 'amount' } : refusal));
}
