import { Controller, Get, Param, Post } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { besideReason, reasonOf } from './reasoned-form';
import { PROOFS } from './refund-request.rules';
import type { RefundRequestId } from './refund-requests.repository';
import { RefundRequestsService, type RefundRequestResult } from './refund-requests.service';
import { ReasonedRefund, ReceiveForm, RecordRequest, SendForm } from './refunds.commands';

type Verb = 'form' | 'receipt' | 'grant' | 'requestRefusal' | 'closing';

/** The page on requests under article 4bis paragraph 1: the form goes out and comes back, a person decides (R5.1, D12). */
@Controller('decisions/:decisionId/refund-requests')
export class RefundRequestsWebController {
  constructor(private readonly requests: RefundRequestsService) {}

  @Get()
  @Requires('file.read')
  show(@CurrentActor() actor: Actor, @Param('decisionId') id: string): Promise<PageResult> {
    return this.page(actor, idParameter<DecisionId>(id), undefined, {}, []);
  }

  @Post('form')
  @Requires('refund-request.record')
  sendForm(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'form', (once, fields) =>
      this.requests.sendForm(once, parseCommand(SendForm, { ...typedDays(fields, ['formSentOn']), decisionId: id })),
    );
  }

  @Post('receipt')
  @Requires('refund-request.record')
  receive(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'receipt', (once, fields) => {
      const { requestId, ...given } = typedDays(fields, ['receivedOn']);
      if (requestId === undefined)
        return this.requests.record(once, parseCommand(RecordRequest, { ...given, decisionId: id }));
      const command = parseCommand(ReceiveForm, form.onSeenVersion(given));
      return this.requests.receive(once, requestIn(requestId), command);
    });
  }

  @Post('grant')
  @Requires('refund-request.decide')
  grant(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'grant', (once, fields) =>
      this.requests.grant(once, requestIn(fields['requestId']), reasonIn(form, fields)),
    );
  }

  @Post('refusal')
  @Requires('refund-request.decide')
  refuse(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'requestRefusal', (once, fields) =>
      this.requests.refuse(once, requestIn(fields['requestId']), reasonIn(form, fields)),
    );
  }

  @Post('closing')
  @Requires('refund-request.record')
  close(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'closing', (once, fields) =>
      this.requests.close(once, requestIn(fields['requestId']), reasonIn(form, fields)),
    );
  }

  private act(
    id: string,
    form: PostedForm,
    verb: Verb,
    run: (once: Actor, fields: FormBody) => Promise<RefundRequestResult>,
  ): Promise<PageResult> {
    const decisionId = idParameter<DecisionId>(id);
    const { actor, typed } = form;
    return submitted(
      async () => {
        const { state, decisionNumber: number } = await run(form.once(), reasonOf(verb, typed));
        const flash = { kind: 'success', key: `refunds.request.flash.${state}`, params: { number } } as const;
        return redirect(`/decisions/${id}/refund-requests`, flash);
      },
      (refusals) => this.page(actor, decisionId, verb, typed, besideReason(verb, typed, refusals)),
    );
  }

  private async page(
    actor: Actor,
    id: DecisionId,
    refused: Verb | undefined,
    typed: FormBody,
    refusals: readonly Refusal[],
  ): Promise<PageResult> {
    const found = await this.requests.ofDecision(actor, id);
    const { permissions } = actingUser(actor);
    const { open, isRecorder, isPossible } = found;
    const form = (verb: Verb): Form =>
      verb === refused ? Form.refused(`refunds.${verb}`, typed, refusals) : Form.fresh(`refunds.${verb}`);
    const records = permissions.has('refund-request.record') && isPossible;
    const decides = permissions.has('refund-request.decide') && open?.state === 'received';
    return page('refunds/requests', {
      ...found,
      proofs: PROOFS,
      canSendForm: records && open === undefined,
      canReceive: records && open?.state !== 'received',
      canDecide: decides && !isRecorder,
      cannotDecide: decides && isRecorder,
      canClose:
        permissions.has('refund-request.record') && open !== undefined && (open.state === 'form-sent' || !isRecorder),
      form: refused === undefined ? undefined : Form.refused(`refunds.${refused}`, typed, refusals),
      formForm: form('form'),
      receiptForm: form('receipt'),
      grantForm: form('grant'),
      refusalForm: form('requestRefusal'),
      closingForm: form('closing'),
    });
  }
}

function requestIn(value: unknown): RefundRequestId {
  if (typeof value !== 'string') throw new Refused({ code: 'not-found', params: { kind: 'refund-request' } });
  return idParameter<RefundRequestId>(value);
}

function reasonIn(form: PostedForm, { requestId: _of, ...fields }: FormBody): ReasonedRefund {
  return parseCommand(ReasonedRefund, form.onSeenVersion(fields));
}
