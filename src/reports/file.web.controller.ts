import { Controller, Get, Inject, Param, Post, Query, Session } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { checkStatedReason, COLLEAGUE_REASONS, statedBeside } from '../audit/access-reason.rules';
import { CaseAccess } from '../audit/case-access.service';
import { CLOCK, todayOf, type Clock } from '../platform/clock/clock';
import type { Actor } from '../platform/database/transactions';
import { idParameter } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { orRefuse } from '../platform/refused';
import { Form } from '../ui/form';
import { localPath } from '../ui/page-context';
import { FileService } from './file.service';

type WebSession = FastifyRequest['session'];

/** The file page, and the page before it that asks why a colleague's case is opened. */
@Controller('files/:fileId')
export class FileWebController {
  constructor(
    private readonly files: FileService,
    private readonly access: CaseAccess,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('file.read')
  async show(@CurrentActor() actor: Actor, @Param('fileId') fileId: string): Promise<PageResult> {
    return page('file/file', { file: await this.files.read(actor, idParameter(fileId)) });
  }

  /** The question; `to` is the page that was asked for. */
  @Get('reason')
  @Requires('file.read')
  ask(
    @CurrentActor() actor: Actor,
    @Param('fileId') fileId: string,
    @Query('to') to: string | undefined,
  ): Promise<PageResult> {
    return this.reasonPage(actor, idParameter(fileId), Form.fresh('file.reason'), to);
  }

  @Post('reason')
  @Requires('file.read')
  state(
    @Param('fileId') fileId: string,
    @CurrentForm() form: PostedForm,
    @Session() session: WebSession,
  ): Promise<PageResult> {
    idParameter(fileId);
    return submitted(
      () => {
        const stated = orRefuse(checkStatedReason(form.text('reason'), form.text('motive')));
        const before = session.get('statedReasons');
        session.set('statedReasons', statedBeside(before, todayOf(this.clock), fileId, stated));
        return Promise.resolve(redirect(pageAfter(form.typed['to'], fileId)));
      },
      (refusals) =>
        this.reasonPage(form.actor, fileId, Form.refused('file.reason', form.typed, refusals), form.typed['to']),
    );
  }

  private async reasonPage(actor: Actor, fileId: string, form: Form, to: unknown): Promise<PageResult> {
    const cover = await this.access.cover(actor, fileId);
    return cover.asksReason
      ? page('file/reason', { cover, form, to: pageAfter(to, fileId), reasons: COLLEAGUE_REASONS })
      : redirect(pageAfter(to, fileId));
  }
}

/** The page that was asked for when the reason was missing; the file when there was none. */
function pageAfter(to: unknown, fileId: string): string {
  return to === undefined || to === '' ? `/files/${fileId}` : localPath(to);
}
