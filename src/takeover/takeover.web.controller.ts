import { Controller, Get, Param, Post } from '@nestjs/common';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { refusalMessage } from '../ui/message';
import { takeoverSourceIn } from './takeover-upload';
import { reportTotals } from './takeover.view';
import { TakeoverService, type TakeoverCheck } from './takeover.service';
import { TAKEOVER_KINDS } from './takeover.types';

const UPLOAD = 'takeover.upload';

/** The pages of the take-over: a file is checked, its report read, and loaded by a second person. */
@Controller('take-over')
export class TakeoverWebController {
  constructor(private readonly takeover: TakeoverService) {}

  @Get()
  @Requires('take-over.read')
  list(@CurrentActor() actor: Actor): Promise<PageResult> {
    return this.listPage(actor, Form.fresh(UPLOAD, { kind: 'fines' }));
  }

  @Post()
  @Requires('take-over.check')
  check(@CurrentForm() form: PostedForm): Promise<PageResult> {
    const { actor, typed } = form;
    return submitted(
      async () => {
        const { source, print } = takeoverSourceIn(typed);
        const checked = await this.takeover.check(form.once(print), source);
        if (checked.outcome === 'refused')
          return this.listPage(actor, Form.fresh(UPLOAD, { kind: source.kind }), checked);
        return redirect(`/take-over/${checked.file.id}`, {
          kind: checked.outcome === 'known' ? 'important' : 'success',
          key: `takeover.flash.${checked.outcome}`,
        });
      },
      (refusals) => this.listPage(actor, Form.refused(UPLOAD, { kind: typed['kind'] }, refusals)),
    );
  }

  @Get(':fileId')
  @Requires('take-over.read')
  show(@CurrentActor() actor: Actor, @Param('fileId') id: string): Promise<PageResult> {
    return this.filePage(actor, id, []);
  }

  @Post(':fileId/load')
  @Requires('take-over.load')
  load(@Param('fileId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'load');
  }

  @Post(':fileId/discard')
  @Requires('take-over.check')
  discard(@Param('fileId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'discard');
  }

  private act(id: string, form: PostedForm, verb: 'load' | 'discard'): Promise<PageResult> {
    return submitted(
      async () => {
        form.refuseFieldsBut();
        await this.takeover[verb](form.once(), idParameter<string>(id), form.version);
        const key = `takeover.flash.${verb === 'load' ? 'loaded' : 'discarded'}`;
        return redirect(`/take-over/${id}`, { kind: 'success', key });
      },
      (refusals) => this.filePage(form.actor, id, refusals),
    );
  }

  private async listPage(
    actor: Actor,
    form: Form,
    refused?: Extract<TakeoverCheck, { outcome: 'refused' }>,
  ): Promise<PageResult> {
    const findings = refused?.findings.map((finding) => ({ rule: finding.rule, message: refusalMessage(finding) }));
    return page('takeover/list', {
      files: await this.takeover.list(actor),
      kinds: TAKEOVER_KINDS,
      form,
      findings: findings ?? [],
      isCut: refused?.isCut ?? false,
    });
  }

  private async filePage(actor: Actor, id: string, refusals: readonly Refusal[]): Promise<PageResult> {
    const file = await this.takeover.read(actor, idParameter<string>(id));
    const isOwn = actor.kind === 'user' && actor.id === file.checkedBy;
    const form = refusals.length > 0 ? Form.refused(UPLOAD, {}, refusals) : Form.fresh(UPLOAD);
    return page('takeover/file', { file, totals: reportTotals(file.report), isOwn, form });
  }
}
