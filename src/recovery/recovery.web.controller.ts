import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { ClaimId, DecisionId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onceKeyIn, typedIn, type FormBody } from '../platform/http/form-body';
import { file, page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { parseTypedDate } from '../ui/date-input';
import { Form } from '../ui/form';
import { stands } from '../claims/claim.rules';
import { RecoveryDesk } from './recovery-desk.service';
import { DecideBatch, EndHold, PlaceHold, PrepareEarly, PrepareTransfer, RecallClaim, RECOVERY_REASON_MAX_LENGTH } from './recovery.commands'; // prettier-ignore
import { transferCsv, transferXml } from './transfer-file';
import type { TransferId } from './transfers.repository';
import { Transfers, type TransferResult } from './transfers.service';

const FORM = 'recovery.field';
type Fields = Record<string, unknown>;

/** The pages of recovery: what is ready, batches, one fine line by line. */
@Controller()
export class RecoveryWebController {
  constructor(
    private readonly transfers: Transfers,
    private readonly desk: RecoveryDesk,
  ) {}

  @Get('recovery')
  @Requires('recovery.read')
  work(@CurrentActor() actor: Actor): Promise<PageResult> {
    return this.workPage(actor, []);
  }

  @Post('recovery')
  @Requires('recovery.prepare')
  prepare(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageResult> {
    return submitted(
      async () => {
        const fields = typedIn(body);
        const ticked: unknown = fields['decisionIds'];
        const chosen = Array.isArray(ticked) ? ticked.filter((id) => typeof id === 'string').join(',') : ticked;
        const { decisionIds } = parseCommand(PrepareTransfer, { ...fields, decisionIds: chosen });
        const keyed = withIdempotency(actor, onceKeyIn(body), 'prepare recovery', decisionIds);
        const { transferIds } = await this.transfers.prepare(keyed, decisionIds.split(',') as DecisionId[]);
        const params = { count: transferIds.length };
        return redirect('/recovery/batches', { kind: 'success', key: 'recovery.flash.prepared', params });
      },
      (refusals) => this.workPage(actor, refusals),
    );
  }

  @Get('recovery/batches')
  @Requires('recovery.read')
  async batches(@CurrentActor() actor: Actor): Promise<PageResult> {
    return page('recovery/batches', { transfers: await this.transfers.list(actor) });
  }

  @Get('recovery/batches/:batchId')
  @Requires('recovery.read')
  batch(@CurrentActor() actor: Actor, @Param('batchId') id: string): Promise<PageResult> {
    return this.batchPage(actor, id, []);
  }

  @Get('recovery/batches/:batchId/csv')
  @Requires('recovery.prepare')
  async csv(@CurrentActor() actor: Actor, @Param('batchId') id: string): Promise<PageResult> {
    const { transfer, items } = await this.transfers.read(actor, idParameter<TransferId>(id));
    return sent(transferCsv(items), 'text/csv; charset=utf-8', `recovery-${transfer.id}.csv`);
  }

  @Get('recovery/batches/:batchId/xml')
  @Requires('recovery.prepare')
  async xml(@CurrentActor() actor: Actor, @Param('batchId') id: string): Promise<PageResult> {
    const { transfer, items } = await this.transfers.read(actor, idParameter<TransferId>(id));
    return sent(transferXml(transfer, items), 'application/xml', `recovery-${transfer.id}.xml`);
  }

  @Post('recovery/batches/:batchId/approval')
  @Requires('recovery.approve')
  approve(@CurrentActor() actor: Actor, @Param('batchId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.decide(actor, id, body, (once, transferId, version) =>
      this.transfers.approve(once, transferId, version),
    );
  }

  @Post('recovery/batches/:batchId/dissolution')
  @Requires('recovery.prepare')
  dissolve(@CurrentActor() actor: Actor, @Param('batchId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.decide(actor, id, body, (once, transferId, version) =>
      this.transfers.dissolve(once, transferId, version),
    );
  }

  @Get('decisions/:decisionId/recovery')
  @Requires('recovery.read')
  show(@CurrentActor() actor: Actor, @Param('decisionId') id: string): Promise<PageResult> {
    return this.filePage(actor, id);
  }

  @Post('decisions/:decisionId/recovery/holds')
  @Requires('recovery.hold')
  hold(@CurrentActor() actor: Actor, @Param('decisionId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.act(actor, id, body, 'held', (once, decisionId, fields) =>
      this.desk.placeHold(once, decisionId, parseCommand(PlaceHold, fields)),
    );
  }

  @Post('decisions/:decisionId/recovery/hold-ends')
  @Requires('recovery.hold')
  endHold(@CurrentActor() actor: Actor, @Param('decisionId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.act(actor, id, body, 'holdEnded', (once, decisionId, fields) =>
      this.desk.endHold(once, decisionId, parseCommand(EndHold, fields)),
    );
  }

  @Post('decisions/:decisionId/recovery/early')
  @Requires('recovery.prepare')
  early(@CurrentActor() actor: Actor, @Param('decisionId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.act(actor, id, body, 'prepared', (once, decisionId, fields) =>
      this.transfers.prepareEarly(once, decisionId, parseCommand(PrepareEarly, fields).reason),
    );
  }

  @Post('decisions/:decisionId/recovery/claims/:claimId/recall')
  @Requires('recovery.hold')
  recall(
    @CurrentActor() actor: Actor,
    @Param('decisionId') id: string,
    @Param('claimId') claimId: string,
    @Body() body: FormBody,
  ): Promise<PageResult> {
    return this.act(actor, id, body, 'recalled', (once, _decisionId, fields) =>
      this.desk.recall(once, idParameter<ClaimId>(claimId), parseCommand(RecallClaim, fields).reason),
    );
  }

  private act(
    actor: Actor,
    id: string,
    body: FormBody,
    flash: string,
    run: (once: Actor, id: DecisionId, fields: Fields) => Promise<unknown>,
  ): Promise<PageResult> {
    const typed = typedIn(body);
    return submitted(
      async () => {
        const fields = withDays(typed);
        const keyed = withIdempotency(actor, onceKeyIn(body), `${flash} ${id}`, fields);
        await run(keyed, idParameter<DecisionId>(id), fields);
        const params = { count: 1 };
        return redirect(`/decisions/${id}/recovery`, { kind: 'success', key: `recovery.flash.${flash}`, params });
      },
      (refusals) => this.filePage(actor, id, { verb: flash, form: Form.refused(FORM, typed, refusals) }),
    );
  }

  private decide(
    actor: Actor,
    id: string,
    body: FormBody,
    run: (once: Actor, id: TransferId, version: number) => Promise<TransferResult>,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        const typed = typedIn(body);
        const { version } = parseCommand(DecideBatch, { ...typed, version: Number(typed['version']) });
        const keyed = withIdempotency(actor, onceKeyIn(body), `decide recovery batch ${id}`, { version });
        const { state, fineCount } = await run(keyed, idParameter<TransferId>(id), version);
        const params = { count: fineCount };
        return redirect(`/recovery/batches/${id}`, { kind: 'success', key: `recovery.flash.${state}`, params });
      },
      (refusals) => this.batchPage(actor, id, refusals),
    );
  }

  private async workPage(actor: Actor, refusals: readonly Refusal[]): Promise<PageResult> {
    const form = refusals.length === 0 ? undefined : Form.refused(FORM, {}, refusals);
    return page('recovery/work', { ...(await this.transfers.work(actor)), form });
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
      canExport: permissions.has('recovery.prepare'),
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

/** Days as people type them. */
function withDays(typed: Fields): Fields {
  const days = ['from', 'until'].flatMap((name) => {
    const value = typed[name];
    const day = typeof value === 'string' ? parseTypedDate(value) : undefined;
    return day === undefined ? [] : [[name, day] as const];
  });
  return { ...typed, ...Object.fromEntries(days) };
}
