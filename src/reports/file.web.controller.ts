import { Body, Controller, Get, Inject, Param, Post, Session } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { LegalDate } from '../kernel/legal-date';
import { CLOCK, todayOf, type Clock } from '../platform/clock/clock';
import type { Actor } from '../platform/database/transactions';
import { idParameter } from '../platform/http/fields';
import { typedIn, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { orRefuse, Refused } from '../platform/refused';
import { Form } from '../ui/form';
import { checkStatedReason, COLLEAGUE_REASONS, type StatedReason } from './file-access.rules';
import { FileService } from './file.service';

/** The reasons stated today, by file; yesterday's are forgotten. */
interface StatedToday {
  readonly on: LegalDate;
  readonly byFile: Readonly<Record<string, StatedReason>>;
}

declare module 'fastify' {
  interface Session {
    statedReasons?: StatedToday | undefined;
  }
}

type WebSession = FastifyRequest['session'];

/** The file page, and the page before it that asks why a colleague's case is opened. */
@Controller('files/:fileId')
export class FileWebController {
  constructor(
    private readonly files: FileService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('file.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('fileId') fileId: string,
    @Session() session: WebSession,
  ): Promise<PageResult> {
    try {
      const file = await this.files.read(actor, idParameter(fileId), this.statedFor(session, fileId));
      return page('file/file', { file });
    } catch (error) {
      const asked = error instanceof Refused && error.refusals[0].code === 'access-reason-needed';
      if (!asked) throw error;
      return redirect(`/files/${fileId}/reason`);
    }
  }

  @Get('reason')
  @Requires('file.read')
  ask(@CurrentActor() actor: Actor, @Param('fileId') fileId: string): Promise<PageResult> {
    return this.reasonPage(actor, idParameter(fileId), Form.fresh('file.reason'));
  }

  @Post('reason')
  @Requires('file.read')
  state(
    @CurrentActor() actor: Actor,
    @Param('fileId') fileId: string,
    @Body() body: FormBody | undefined,
    @Session() session: WebSession,
  ): Promise<PageResult> {
    idParameter(fileId);
    const typed = typedIn(body);
    return submitted(
      () => {
        const stated = orRefuse(checkStatedReason(textOf(typed['reason']), textOf(typed['motive'])));
        const on = todayOf(this.clock);
        const before = session.get('statedReasons');
        session.set('statedReasons', { on, byFile: { ...(before?.on === on ? before.byFile : {}), [fileId]: stated } });
        return Promise.resolve(redirect(`/files/${fileId}`));
      },
      (refusals) => this.reasonPage(actor, fileId, Form.refused('file.reason', typed, refusals)),
    );
  }

  private async reasonPage(actor: Actor, fileId: string, form: Form): Promise<PageResult> {
    const cover = await this.files.cover(actor, fileId);
    return cover.asksReason
      ? page('file/reason', { cover, form, reasons: COLLEAGUE_REASONS })
      : redirect(`/files/${fileId}`);
  }

  private statedFor(session: WebSession, fileId: string): StatedReason | undefined {
    const stated = session.get('statedReasons');
    return stated?.on === todayOf(this.clock) ? stated.byFile[fileId] : undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
