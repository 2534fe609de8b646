import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { file, page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import type { UploadedFile } from '../platform/http/uploads';
import { Refused } from '../platform/refused';
import { typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { BankReports } from './bank-reports.service';
import { PAIN_FORMATS } from './pain001-writer';
import { RefundBatches, type BatchResult } from './refund-batches.service';
import { accountText } from './refund.view';
import { ActOnRefund, PrepareBatch } from './refunds.commands';
import type { RefundBatchId } from './refunds.types';

const BATCH = 'refunds.batch';
const REPORT = 'refunds.report';

/** The pages of orders to the bank: what is prepared, released and answered. */
@Controller('refund-batches')
export class RefundBatchesWebController {
  constructor(
    private readonly batches: RefundBatches,
    private readonly reports: BankReports,
  ) {}

  @Get()
  @Requires('refund.read')
  list(@CurrentActor() actor: Actor): Promise<PageResult> {
    return this.listPage(actor, Form.fresh(BATCH), Form.fresh(REPORT));
  }

  @Post()
  @Requires('refund.prepare')
  prepare(@CurrentForm() form: PostedForm): Promise<PageResult> {
    const { actor, typed } = form;
    return submitted(
      async () => {
        const command = parseCommand(PrepareBatch, typedDays(typed, ['executeOn']));
        const done = await this.batches.prepare(form.once(), command);
        return redirect(`/refund-batches/${done.batchId}`, flashOf(done));
      },
      (refusals) => this.listPage(actor, Form.refused(BATCH, typed, refusals), Form.fresh(REPORT)),
    );
  }

  @Post('reports')
  @Requires('refund.prepare')
  receiveReport(@CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const sent = form.typed['file'] as UploadedFile | undefined;
        if (sent?.bytes === undefined || sent.bytes.length === 0)
          throw new Refused({ code: 'file-missing', field: 'file' });
        const once = form.once(sent.bytes);
        const { batchId, acceptedCount, rejectedCount } = await this.reports.receive(once, sent.bytes);
        const params = { acceptedCount, rejectedCount };
        return redirect(`/refund-batches/${batchId}`, { kind: 'success', key: 'refunds.report.flash', params });
      },
      (refusals) => this.listPage(form.actor, Form.fresh(BATCH), Form.refused(REPORT, {}, refusals)),
    );
  }

  @Get(':batchId')
  @Requires('refund.read')
  show(@CurrentActor() actor: Actor, @Param('batchId') id: string): Promise<PageResult> {
    return this.batchPage(actor, idParameter<RefundBatchId>(id), []);
  }

  @Get(':batchId/file')
  @Requires('refund.approve')
  async download(@CurrentActor() actor: Actor, @Param('batchId') id: string): Promise<PageResult> {
    const { bytes, name, sha256Hex } = await this.batches.download(actor, idParameter<RefundBatchId>(id));
    return file(bytes, 'application/xml', name, sha256Hex);
  }

  @Post(':batchId/release')
  @Requires('refund.approve')
  release(@Param('batchId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, (once, batchId, command) => this.batches.release(once, batchId, command));
  }

  @Post(':batchId/dissolution')
  @Requires('refund.prepare')
  dissolve(@Param('batchId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, (once, batchId, command) => this.batches.dissolve(once, batchId, command));
  }

  private act(
    id: string,
    form: PostedForm,
    run: (once: Actor, batchId: RefundBatchId, command: ActOnRefund) => Promise<BatchResult>,
  ): Promise<PageResult> {
    const batchId = idParameter<RefundBatchId>(id);
    return submitted(
      async () => {
        const command = parseCommand(ActOnRefund, form.onSeenVersion());
        return redirect(`/refund-batches/${id}`, flashOf(await run(form.once(), batchId, command)));
      },
      (refusals) => this.batchPage(form.actor, batchId, refusals),
    );
  }

  private async listPage(actor: Actor, batchForm: Form, reportForm: Form): Promise<PageResult> {
    return page('refunds/batches', {
      batches: await this.batches.list(actor),
      formats: PAIN_FORMATS,
      batchForm,
      reportForm,
      form: batchForm.hasErrors ? batchForm : reportForm.hasErrors ? reportForm : undefined,
    });
  }

  private async batchPage(actor: Actor, id: RefundBatchId, refusals: readonly Refusal[]): Promise<PageResult> {
    const { batch, lines, reports, isPreparer } = await this.batches.read(actor, id);
    const { permissions } = actingUser(actor);
    return page('refunds/batch', {
      batch,
      lines: lines.map((line) => ({ ...line, accountText: accountText(line.payee.account) })),
      reports,
      isPreparer,
      canRelease: batch.state === 'prepared' && permissions.has('refund.approve') && !isPreparer,
      canDissolve: batch.state === 'prepared' && permissions.has('refund.prepare'),
      canDownload: batch.state === 'released' && permissions.has('refund.approve'),
      form: refusals.length === 0 ? undefined : Form.refused(BATCH, {}, refusals),
    });
  }
}

function flashOf({ state, orderCount, totalCents }: BatchResult): {
  readonly kind: 'success';
  readonly key: string;
  readonly params: Readonly<Record<string, number>>;
} {
  return { kind: 'success', key: `refunds.batch.flash.${state}`, params: { count: orderCount, totalCents } };
}
