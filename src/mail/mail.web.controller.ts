import { Controller, Get, Param, Post } from '@nestjs/common';
import { CurrentLanguage } from '../platform/http/request-context';
import type { InterfaceLanguage } from '../kernel/language';
import type { MailBatchId } from '../kernel/ids';
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
import { DispatchLists } from './dispatch-lists.service';
import { MAIL_BATCH_MACHINE, MAIL_CHANNELS } from './mail-batch.rules';
import { DropMailBatch, PostMailBatch, PrepareMailBatch, PrintMailBatch } from './mail.commands';
import { MailBatches, type MailBatchResult } from './mail.service';

const FORM = 'mail.field';
const NUMBER = 'number-';

/** The pages of letters that go to the post together. */
@Controller('mail-batches')
export class MailWebController {
  constructor(
    private readonly batches: MailBatches,
    private readonly lists: DispatchLists,
  ) {}

  @Get()
  @Requires('notification.record')
  list(@CurrentActor() actor: Actor): Promise<PageResult> {
    return this.listPage(actor, Form.fresh(FORM, { channel: 'registered-ar' }));
  }

  @Post()
  @Requires('notification.record')
  prepare(@CurrentForm() form: PostedForm): Promise<PageResult> {
    const { actor, typed } = form;
    return submitted(
      async () => {
        const { letters, ...rest } = typed;
        const chosen = (Array.isArray(letters) ? letters : [letters]).filter((each) => typeof each === 'string');
        const fields = { ...rest, letters: chosen.map((documentId) => ({ documentId })) };
        const command = parseCommand(PrepareMailBatch, fields);
        const { batchId, letterCount } = await this.batches.prepare(form.once(), command);
        const params = { count: letterCount };
        return redirect(`/mail-batches/${batchId}`, { kind: 'success', key: 'mail.flash.prepared', params });
      },
      (refusals) => this.listPage(actor, Form.refused(FORM, typed, refusals)),
    );
  }

  @Get(':batchId')
  @Requires('notification.record')
  show(@CurrentActor() actor: Actor, @Param('batchId') id: string): Promise<PageResult> {
    return this.batchPage(actor, id, {}, []);
  }

  @Get(':batchId/letters.pdf')
  @Requires('notification.record')
  async letters(@CurrentActor() actor: Actor, @Param('batchId') id: string): Promise<PageResult> {
    const batchId = idParameter<MailBatchId>(id);
    return file(await this.batches.letters(actor, batchId), 'application/pdf', `letters-${id}.pdf`);
  }

  @Get(':batchId/list.pdf')
  @Requires('notification.record')
  async listAsPdf(
    @CurrentActor() actor: Actor,
    @CurrentLanguage() language: InterfaceLanguage,
    @Param('batchId') id: string,
  ): Promise<PageResult> {
    const batchId = idParameter<MailBatchId>(id);
    return file(await this.lists.pdf(actor, batchId, language), 'application/pdf', `dispatch-list-${id}.pdf`);
  }

  @Get(':batchId/list.csv')
  @Requires('notification.record')
  async listAsCsv(@CurrentActor() actor: Actor, @Param('batchId') id: string): Promise<PageResult> {
    const bytes = await this.lists.csv(actor, idParameter<MailBatchId>(id));
    return file(bytes, 'text/csv; charset=utf-8', `dispatch-list-${id}.csv`);
  }

  @Post(':batchId/printing')
  @Requires('notification.record')
  print(@Param('batchId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, (once, batchId, fields) =>
      this.batches.print(once, batchId, parseCommand(PrintMailBatch, fields)),
    );
  }

  @Post(':batchId/posting')
  @Requires('notification.record')
  post(@Param('batchId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, (once, batchId, fields) => {
      const { postedOn, version, ...numbers } = typedDays(fields, ['postedOn']);
      const itemNumbers = Object.entries(numbers).map(([name, itemNumber]) => ({
        id: name.startsWith(NUMBER) ? name.slice(NUMBER.length) : name,
        itemNumber,
      }));
      return this.batches.post(once, batchId, parseCommand(PostMailBatch, { version, postedOn, itemNumbers }));
    });
  }

  @Post(':batchId/dropping')
  @Requires('notification.record')
  drop(@Param('batchId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, (once, batchId, fields) =>
      this.batches.drop(once, batchId, parseCommand(DropMailBatch, fields)),
    );
  }

  private act(
    id: string,
    form: PostedForm,
    run: (once: Actor, id: MailBatchId, fields: FormBody) => Promise<MailBatchResult>,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        const { state } = await run(form.once(), idParameter<MailBatchId>(id), form.onSeenVersion());
        return redirect(`/mail-batches/${id}`, { kind: 'success', key: `mail.flash.${state}`, params: {} });
      },
      (refusals) => this.batchPage(form.actor, id, form.typed, refusals),
    );
  }

  private async listPage(actor: Actor, form: Form): Promise<PageResult> {
    const waiting = await this.batches.waiting(actor);
    return page('mail/batches', {
      waiting,
      isAllChosen: !form.hasErrors,
      batches: await this.batches.list(actor),
      channels: MAIL_CHANNELS,
      form,
    });
  }

  private async batchPage(
    actor: Actor,
    id: string,
    typed: FormBody,
    refusals: readonly Refusal[],
  ): Promise<PageResult> {
    const { batch, items } = await this.batches.read(actor, idParameter<MailBatchId>(id));
    const isOwn = actingUser(actor).departmentId === batch.departmentId;
    const verbs = Object.keys(MAIL_BATCH_MACHINE.transitions[batch.state]);
    return page('mail/batch', {
      batch,
      letters: items,
      may: {
        print: isOwn && verbs.includes('print'),
        post: isOwn && verbs.includes('post'),
        drop: isOwn && verbs.includes('drop'),
      },
      numberPrefix: NUMBER,
      form: Form.refused(FORM, typed, refusals),
    });
  }
}
