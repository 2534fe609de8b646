import { Controller, Get, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import type { ClaimId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { idParameter, parseCommand } from '../platform/http/fields';
import { NoQueryGuard, TakesQuery } from '../platform/http/no-query.guard';
import { innerCode } from '../platform/http/outside-codes';
import { file, type PageResult } from '../platform/http/page-result';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { FinanceAnswers } from './finance-answers.service';
import { FinanceDisclosure } from './finance-disclosure.service';
import { AcknowledgeClaim, AnswerRecall, ListClaims, PAGE_SIZE_MOST, ReadFeed, RejectClaim, ReportOnClaim, StateHolding } from './finance.commands'; // prettier-ignore
import { answerResource, claimItem, claimResource, cloudEvent, differenceResource, holdingResource, reportLink, reportResource } from './finance.view'; // prettier-ignore

type Resource = Readonly<Record<string, unknown>>;

/** The interface of FPS Finance: what is offered, what it answers and reports, and the feed (R7). docs/recovery-api.md tells its story. */
@Controller('api/recovery/v1')
@UseGuards(NoQueryGuard)
export class FinanceApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly disclosure: FinanceDisclosure,
    private readonly answers: FinanceAnswers,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = `${config.publicUrl}/api/recovery/v1`;
  }

  @Get('claims')
  @Requires('claim.read')
  @TakesQuery()
  async list(@CurrentActor() actor: Actor, @Query() query: unknown): Promise<Resource> {
    const asked = withNumbers(query, 'pageSize');
    const {
      state: states,
      afterClaim,
      pageSize = 100,
    } = parseCommand(ListClaims, { ...asked, ...listOf(asked, 'state') });
    const after = afterClaim as ClaimId | undefined;
    const { items, hasNext } = await this.disclosure.list(actor, { states: states?.map(innerCode), after, pageSize });
    const last = hasNext ? items.at(-1) : undefined;
    const filter = (states ?? []).map((state) => `state=${encodeURIComponent(state)}&`).join('');
    const next = last && `${this.apiUrl}/claims?${filter}afterClaim=${last.id}&pageSize=${pageSize}`;
    return { items: items.map((row) => claimItem(row, this.apiUrl)), ...(next !== undefined && { next }) };
  }

  @Get('claims/:claimId')
  @Requires('claim.read')
  async read(@Param('claimId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    // What is told changes without an event of the claim too, such as where a debtor lives: the version is no validator of it.
    return call.validated(claimResource(await this.disclosure.read(call.actor, idParameter<ClaimId>(id)), this.apiUrl));
  }

  @Get('claims/:claimId/document')
  @Requires('claim.read')
  async document(@CurrentActor() actor: Actor, @Param('claimId') id: string): Promise<PageResult> {
    const { bytes, sha256Hex, name } = await this.disclosure.document(actor, idParameter<ClaimId>(id));
    return file(bytes, 'application/pdf', name, sha256Hex);
  }

  @Post('claims/:claimId/acknowledgements')
  @HttpCode(200)
  @Requires('claim.answer')
  async acknowledge(@Param('claimId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const { financeReference } = parseCommand(AcknowledgeClaim, call.body);
    return answerResource(
      await this.answers.acknowledge(call.once(), idParameter<ClaimId>(id), financeReference),
      this.apiUrl,
    );
  }

  @Post('claims/:claimId/rejections')
  @HttpCode(200)
  @Requires('claim.answer')
  async reject(@Param('claimId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const { code, note } = parseCommand(RejectClaim, call.body);
    return answerResource(await this.answers.reject(call.once(), idParameter<ClaimId>(id), code, note), this.apiUrl);
  }

  /** A report is kept under their id, whatever became of it, and read again there: 201, and 200 when it had been said before. */
  @Post('claims/:claimId/reports')
  @Requires('claim.answer')
  async report(@Param('claimId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const { reportId, ...content } = parseCommand(ReportOnClaim, call.body);
    const result = await this.answers.report(call.once(), idParameter<ClaimId>(id), reportId, content);
    const link = reportLink(result.claimId, reportId, this.apiUrl);
    if (result.isKnown) call.known(link);
    else call.created(link);
    return answerResource(result, this.apiUrl);
  }

  @Get('claims/:claimId/reports/:reportId')
  @Requires('claim.read')
  async readReport(
    @CurrentActor() actor: Actor,
    @Param('claimId') id: string,
    @Param('reportId') reportId: string,
  ): Promise<Resource> {
    const report = await this.disclosure.report(actor, idParameter<ClaimId>(id), reportId);
    return reportResource(report, reportId, this.apiUrl);
  }

  @Post('claims/:claimId/recallAnswers')
  @HttpCode(200)
  @Requires('claim.answer')
  async answerRecall(@Param('claimId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const { answer, note } = parseCommand(AnswerRecall, call.body);
    const said = answer === 'accepted' ? 'accepted' : 'refused';
    return answerResource(
      await this.answers.answerRecall(call.once(), idParameter<ClaimId>(id), said, note),
      this.apiUrl,
    );
  }

  @Get('events')
  @Requires('claim.read')
  @TakesQuery()
  async events(@CurrentActor() actor: Actor, @Query() query: unknown): Promise<Resource> {
    const { afterPosition = 0, pageSize = PAGE_SIZE_MOST } = parseCommand(ReadFeed, withNumbers(query, 'afterPosition', 'pageSize')); // prettier-ignore
    const { items: events, hasNext } = await this.disclosure.feed(actor, afterPosition, pageSize);
    const position = events.at(-1)?.position ?? afterPosition;
    const next = hasNext ? `${this.apiUrl}/events?afterPosition=${position}&pageSize=${pageSize}` : undefined; // prettier-ignore
    return {
      items: events.map((event) => cloudEvent(event, this.apiUrl)),
      position,
      ...(next !== undefined && { next }),
    };
  }

  @Get('events/:eventId')
  @Requires('claim.read')
  async event(@CurrentActor() actor: Actor, @Param('eventId') id: string): Promise<Resource> {
    return cloudEvent(await this.disclosure.event(actor, idParameter<string>(id)), this.apiUrl);
  }

  @Post('holdings')
  @Requires('claim.answer')
  async state(@CurrentCall() call: ApiCall): Promise<Resource> {
    const { statedOn, claims } = parseCommand(StateHolding, call.body);
    const { holdingId, differences } = await this.answers.reconcile(call.once(), statedOn, claims);
    call.created(`${this.apiUrl}/holdings/${holdingId}`);
    return { id: holdingId, differences: differences.map(differenceResource) };
  }

  @Get('holdings/:holdingId')
  @Requires('claim.read')
  async readHolding(@CurrentActor() actor: Actor, @Param('holdingId') id: string): Promise<Resource> {
    return holdingResource(await this.disclosure.holding(actor, idParameter<string>(id)), this.apiUrl);
  }
}

/** What a query says once or more often, as a list; left out where it says nothing. */
function listOf(query: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = query[name];
  if (value === undefined || value === '') return {};
  return { [name]: Array.isArray(value) ? value : [value] };
}

/** Numbers of a query, which come as texts; what is no number goes on as it is, to be refused. */
function withNumbers(query: unknown, ...names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof query !== 'object' || query === null) return {};
  const fields = query as Record<string, unknown>;
  const numbers = names.flatMap((name) => {
    const value = fields[name];
    return typeof value === 'string' && /^\d{1,15}$/.test(value) ? [[name, Number(value)] as const] : [];
  });
  return { ...fields, ...Object.fromEntries(numbers) };
}
