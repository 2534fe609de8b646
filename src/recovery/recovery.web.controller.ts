import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { ClaimId, DecisionId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { file, page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { pageLinks } from '../ui/keyset';
import { stands } from '../claims/claim.rules';
import { FinanceDisclosure } from './finance-disclosure.service';
import { RecoveryDesk } from './recovery-desk.service';
import { RECOVERY_LISTS, RecoveryLists, type RecoveryList } from './recovery-lists.service';
import { DecideBatch, EndHold, PlaceHold, PrepareEarly, PrepareTransfer, RecallClaim, RECOVERY_REASON_MAX_LENGTH } from './recovery.commands'; // prettier-ignore
import { transferCsv, transferXml } from './transfer-file';
import type { TransferId } from './transfers.repository';
import { Transfers, type TransferResult } from './transfers.service';

const FORM = 'recovery.field';

/** The pages of recovery: what is ready, batches, one fine line by line. */
@Controller()
export class RecoveryWebController {
  constructor(
    private readonly lists: RecoveryLists,
    private readonly transfers: Transfers,
    private readonly desk: RecoveryDesk,
    private readonly disclosure: FinanceDisclosure,
  ) {}

  @Get('recovery')
  @Requires('recovery.read')
  work(
    @CurrentActor() actor: Actor,
    @Query('list') asked?: string,
    @Query('cursor') cursor?: string,
  ): Promise<PageResult> {
    return this.workPage(actor, [], { list: RECOVERY_LISTS.find((each) => each === asked), cursor });
  }

  @Post('recovery')
  @Requires('recovery.prepare')
  prepare(@CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const ticked = form.typed['decisionIds'];
        const chosen = Array.isArray(ticked) ? ticked.filter((id) => typeof id === 'string').join(',') : ticked;
        const { decisionIds } = parseCommand(PrepareTransfer, { ...form.typed, decisionIds: chosen });
        const { transferIds } = await this.transfers.prepare(form.once(), decisionIds.split(',') as DecisionId[]);
        const params = { count: transferIds.length };
        return redirect('/recovery/batches', { kind: 'success', key: 'recovery.flash.prepared', params });
      },
      (refusals) => this.workPage(form.actor, refusals),
    );
  }

  @Get('recovery/batches')
  @Requires('recovery.read')
  async batches(@CurrentActor() actor: Actor, @Query('cursor') cursor?: string): Promise<PageResult> {
    const found = await this.transfers.list(actor, cursor);
    return page('recovery/batches', { transfers: found.rows, links: pageLinks('/recovery/batches', {}, found) });
  }

  @Get('recovery/batches/:batchId')
  @Requires('recovery.read')
  batch(@CurrentActor() actor: Actor, @Param('batchId') id: string): Promise<PageResult> {
    return this.batchPage(actor, id, []);
  }

  @Get('recovery/batches/:batchId/csv')
  @Requires('recovery.prepare')
  async csv(@CurrentActor() actor: Actor, @Param('batchId') id: string): Promise<PageResult> {
    const batch = await this.disclosure.batch(actor, idParameter<TransferId>(id));
    return sent(transferCsv(batch), 'text/csv; charset=utf-8', `recovery-${batch.transfer.id}.csv`);
  }

  @Get('recovery/batches/:batchId/xml')
  @Requires('recovery.prepare')
  async xml(@CurrentActor() actor: Actor, @Param('batchId') id: string): Promise<PageResult> {
    const batch = await this.disclosure.batch(actor, idParameter<TransferId>(id));
    return sent(transferXml(batch), 'application/xml', `recovery-${batch.transfer.id}.xml`);
  }

  @Post('recovery/batches/:batchId/approval')
  @Requires('recovery.approve')
  approve(@Param('batchId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.decide(id, form, (once, transferId, version) => this.transfers.approve(once, transferId, version));
  }

  @Post('recovery/batches/:batchId/dissolution')
  @Requires('recovery.prepare')
  dissolve(@Param('batchId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.decide(id, form, (once, transferId, version) => this.transfers.dissolve(once, transferId, version));
  }

  @Get('decisions/:decisionId/recovery')
  @Requires('recovery.read')
  show(@CurrentActor() actor: Actor, @Param('decisionId') id: string): Promise<PageResult> {
    return this.filePage(actor, id);
  }

  @Post('decisions/:decisionId/recovery/holds')
  @Requires('recovery.hold')
  hold(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'held', (once, decisionId, fields) =>
      this.desk.placeHold(once, decisionId, parseCommand(PlaceHold, fields)),
    );
  }

  @Post('decisions/:decisionId/recovery/hold-ends')
  @Requires('recovery.hold')
  endHold(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'holdEnded', (once, decisionId, fields) =>
      this.desk.endHold(once, decisionId, parseCommand(EndHold, fields)),
    );
  }

  @Post('decisions/:decisionId/recovery/transfers')
  @Requires('recovery.prepare')
  prepareOne(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'prepared', (once, decisionId) => this.transfers.prepare(once, [decisionId]));
  }

  @Post('decisions/:decisionId/recovery/early')
  @Requires('recovery.prepare')
  early(@Param('decisionId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'prepared', (once, decisionId, fields) =>
      this.transfers.prepareEarly(once, decisionId, parseCommand(PrepareEarly, fields).reason),
    );
  }

  @Post('decisions/:decisionId/recovery/claims/:claimId/recall')
  @Requires('recovery.hold')
  recall(
    @Param('decisionId') id: string,
    @Param('claimId') claimId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return this.act(id, form, 'recalled', (once, _decisionId, fields) =>
      this.desk.recall(once, idParameter<ClaimId>(claimId), parseCommand(RecallClaim, fields).reason),
    );
  }

  private act(
    id: string,
    form: PostedForm,
    flash: string,
    run: (once: Actor, id: DecisionId, fields: FormBody) => Promise<unknown>,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        await run(form.once(), idParameter<DecisionId>(id), typedDays(form.typed, ['from', 'until']));
        const params = { count: 1 };
        return redirect(`/decisions/${id}/recovery`, { kind: 'success', key: `recovery.flash.${flash}`, params });
      },
      (refusals) => this.filePage(form.actor, id, { verb: flash, form: Form.refused(FORM, form.typed, refusals) }),
    );
  }

  private decide(
    id: string,
    form: PostedForm,
    run: (once: Actor, id: TransferId, version: number) => Promise<TransferResult>,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        const { version } = parseCommand(DecideBatch, form.onSeenVersion());
        const { state, fineCount } = await run(form.once(), idParameter<TransferId>(id), version);
        const params = { count: fineCount };
        return redirect(`/recovery/batches/${id}`, { kind: 'success', key: `recovery.flash.${state}`, params });
      },
      (refusals) => this.batchPage(form.actor, id, refusals),
    );
  }

  private async workPage(
    actor: Actor,
    refusals: readonly Refusal[],
    part: { readonly list?: RecoveryList | undefined; readonly cursor?: string | undefined } = {},
  ): Promise<PageResult> {
    const form = refusals.length === 0 ? undefined : Form.refused(FORM, {}, refusals);
    return page('recovery/work', { ...(await this.lists.read(actor, part.list, part.cursor)), list: part.list, form });
  }

  private async batchPage(actor: Actor, id: string, refusals: readonly Refusal[]): Promise<PageResult> {
    const { transfer, items } = await this.transfers.read(actor, idParameter<TransferId>(id));
    const { permissions, id: userId } = actingUser(actor);
    const isPrepared = transfer.state === 'prepared';
    const isPreparer = transfer.preparedBy === userId;
    const maySign = transfer.earlyCount === 0 || permissions.has('recovery.approve-early');
    return page('recovery/batch', {
      transfer,
      fines: items,
      isPreparer,
      canApprove: isPrepared && permissions.has('recovery.approve') && !isPreparer && maySign,
      canDissolve: isPrepared && permissions.has('recovery.prepare'),
      canExport: transfer.state === 'offered' && permissions.has('recovery.prepare'),
      form: refusals.length === 0 ? undefined : Form.refused(FORM, {}, refusals),
    });
  }

  /** The page of one fine; of its forms one at most was refused, and shows why. */
  private async filePage(
    actor: Actor,
    id: string,
    refused?: { readonly verb: string; readonly form: Form },
  ): Promise<PageResult> {
    const read = await this.desk.read(actor, idParameter<DecisionId>(id));
    const { permissions } = actingUser(actor);
    const standing = read.claims.find(({ state }) => stands(state));
    return page('recovery/file', {
      ...read,
      standing,
      here: `/decisions/${id}/recovery`,
      mayHold: permissions.has('recovery.hold'),
      mayPrepare: permissions.has('recovery.prepare') && read.eligibility.isReady,
      mayPrepareEarly: permissions.has('recovery.prepare') && read.eligibility.isReadyEarly,
      form: refused?.form,
      refusedVerb: refused?.verb,
      fresh: Form.fresh(FORM),
      maxReason: RECOVERY_REASON_MAX_LENGTH,
    });
  }
}

function sent(text: string, mediaType: string, name: string): PageResult {
  const bytes = Buffer.from(text, 'utf8');
  return file(bytes, mediaType, name, createHash('sha256').update(bytes).digest('hex'));
}
