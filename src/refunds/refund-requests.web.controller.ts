import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onceKeyIn, typedIn, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Refused } from '../platform/refused';
import { parseTypedDate } from '../ui/date-input';
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
  sendForm(@CurrentActor() actor: Actor, @Param('decisionId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.act(actor, id, body, 'form', (once, fields) =>
      this.requests.sendForm(once, parseCommand(SendForm, { ...dayIn(fields, 'formSentOn'), decisionId: id })),
    );
  }

  @Post('receipt')
  @Requires('refund-request.record')
  receive(@CurrentActor() actor: Actor, @Param('decisionId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.act(actor, id, body, 'receipt', (once, fields) => {
      const { requestId, version, ...given } = dayIn(fields, 'receivedOn');
      if (requestId === undefined)
        return this.requests.record(once, parseCommand(RecordRequest, { ...given, decisionId: id }));
      const command = parseCommand(ReceiveForm, { ...given, version: Number(version) });
      return this.requests.receive(once, requestIn(requestId), command);
    });
  }

  @Post('grant')
  @Requires('refund-request.decide')
  grant(@CurrentActor() actor: Actor, @Param('decisionId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.act(actor, id, body, 'grant', (once, fields) =>
      this.requests.grant(once, requestIn(fields['requestId']), reasonIn(fields)),
    );
  }

  @Post('refusal')
  @Requires('refund-request.decide')
  refuse(@CurrentActor() actor: Actor, @Param('decisionId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.act(actor, id, body, 'requestRefusal', (once, fields) =>
      this.requests.refuse(once, requestIn(fields['requestId']), reasonIn(fields)),
    );
  }

  @Post('closing')
  @Requires('refund-request.record')
  close(@CurrentActor() actor: Actor, @Param('decisionId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.act(actor, id, body, 'closing', (once, fields) =>
      this.requests.close(once, requestIn(fields['requestId']), reasonIn(fields)),
    );
  }

  private act(
    actor: Actor,
    id: string,
    body: FormBody,
    verb: Verb,
    run: (once: Actor, fields: FormBody) => Promise<RefundRequestResult>,
  ): Promise<PageResult> {
    const decisionId = idParameter<DecisionId>(id);
    const typed = typedIn(body);
    return submitted(
      async () => {
        const keyed = withIdempotency(actor, onceKeyIn(body), `POST ${verb} ${id}`, typed);
        const { state, decisionNumber: number } = await run(keyed, reasonOf(verb, typed));
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

function dayIn(fields: FormBody, name: string): FormBody {
  const typed = fields[name];
  const day = typeof typed === 'string' ? parseTypedDate(typed) : undefined;
  return day === undefined ? fields : { ...fields, [name]: day };
}

function requestIn(value: unknown): RefundRequestId {
  if (typeof value !== 'string') throw new Refused({ code: 'not-found', params: { kind: 'refund-request' } });
  return idParameter<RefundRequestId>(value);
}

function reasonIn({ requestId: _of, version, ...fields }: FormBody): ReasonedRefund {
  return parseCommand(ReasonedRefund, { ...fields, version: Number(version) });
}
