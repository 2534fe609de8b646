import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { StatementId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { onceKeyIn, typedIn, type FormBody } from '../platform/http/form-body';
import { file, page, redirect, submitted, type Flash, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { pageLinks } from '../ui/keyset';
import { importReport, partOf } from './import-report.rules';
import { statementNumber } from './statement.view';
import { communicationText, hasValidReference } from './structured-communication.rules';
import { sentFileIn } from './statement-upload';
import { ConfirmDuplicate, ConfirmOpening, RefuseStatement } from './statements.commands';
import { StatementsService, type ReceivedFile } from './statements.service';
import type { StatementProgress } from './statements.types';

const UPLOAD = 'statements.upload';
const CONFIRM = 'statements.confirm';

/** The pages on bank statements: upload, list, one statement with its movements. */
@Controller('statements')
export class StatementsWebController {
  constructor(private readonly statements: StatementsService) {}

  @Get()
  @Requires('statement.read')
  list(@CurrentActor() actor: Actor, @Query('cursor') cursor?: string): Promise<PageResult> {
    return this.listPage(actor, cursor, Form.fresh(UPLOAD));
  }

  @Post()
  @Requires('statement.import')
  receive(@CurrentActor() actor: Actor, @Body() body: FormBody | undefined): Promise<PageResult> {
    return submitted(
      async () => {
        const sent = sentFileIn(typedIn(body), undefined);
        const keyed = withIdempotency(actor, onceKeyIn(body), 'POST /statements', Buffer.from(sent.bytes));
        const received = await this.statements.receive(keyed, sent);
        const [only, ...others] = received.statements;
        const isOne = only !== undefined && others.length === 0;
        return redirect(isOne ? `/statements/${only.statementId}` : '/statements', flashOf(received));
      },
      (refusals) => this.listPage(actor, undefined, Form.refused(UPLOAD, {}, refusals)),
    );
  }

  @Get(':statementId')
  @Requires('statement.read')
  show(
    @CurrentActor() actor: Actor,
    @Param('statementId') id: string,
    @Query('cursor') cursor?: string,
  ): Promise<PageResult> {
    return this.statementPage(actor, id, cursor, []);
  }

  @Get(':statementId/file')
  @Requires('statement.read')
  async original(@CurrentActor() actor: Actor, @Param('statementId') id: string): Promise<PageResult> {
    const { name, bytes } = await this.statements.original(actor, idParameter<StatementId>(id));
    return file(bytes, 'application/octet-stream', name);
  }

  @Post(':statementId/opening')
  @Requires('statement.import')
  confirmOpening(
    @CurrentActor() actor: Actor,
    @Param('statementId') id: string,
    @Body() body: FormBody | undefined,
  ): Promise<PageResult> {
    const typed = withNumbers(typedIn(body), 'version', 'openingCents');
    return submitted(
      async () => {
        const keyed = withIdempotency(actor, onceKeyIn(body), `POST /statements/${id}/opening`, typed);
        await this.statements.confirmOpening(keyed, idParameter<StatementId>(id), parseCommand(ConfirmOpening, typed));
        return redirect(`/statements/${id}`, { kind: 'success', key: 'statements.flash.opened' });
      },
      (refusals) => this.statementPage(actor, id, undefined, refusals),
    );
  }

  @Post(':statementId/duplicate')
  @Requires('statement.import')
  confirmDuplicate(
    @CurrentActor() actor: Actor,
    @Param('statementId') id: string,
    @Body() body: FormBody | undefined,
  ): Promise<PageResult> {
    const typed = withNumbers(typedIn(body), 'version');
    return submitted(
      async () => {
        const keyed = withIdempotency(actor, onceKeyIn(body), `POST /statements/${id}/duplicate`, typed);
        await this.statements.confirmDuplicate(
          keyed,
          idParameter<StatementId>(id),
          parseCommand(ConfirmDuplicate, typed),
        );
        return redirect(`/statements/${id}`, { kind: 'success', key: 'statements.flash.confirmed' });
      },
      (refusals) => this.statementPage(actor, id, undefined, refusals),
    );
  }

  @Post(':statementId/refusal')
  @Requires('statement.import')
  refuse(
    @CurrentActor() actor: Actor,
    @Param('statementId') id: string,
    @Body() body: FormBody | undefined,
  ): Promise<PageResult> {
    const typed = withNumbers(typedIn(body), 'version');
    return submitted(
      async () => {
        const keyed = withIdempotency(actor, onceKeyIn(body), `POST /statements/${id}/refusal`, typed);
        await this.statements.refuse(keyed, idParameter<StatementId>(id), parseCommand(RefuseStatement, typed));
        return redirect(`/statements/${id}`, { kind: 'success', key: 'statements.flash.refused' });
      },
      (refusals) => this.statementPage(actor, id, undefined, refusals, typed),
    );
  }

  private async listPage(actor: Actor, cursor: string | undefined, form: Form): Promise<PageResult> {
    const list = await this.statements.list(actor, cursor);
    const rows = list.rows.map((row) => ({ ...row, number: statementNumber(row) }));
    return page('statements/list', { rows, links: pageLinks('/statements', {}, list), form });
  }

  private async statementPage(
    actor: Actor,
    id: string,
    cursor: string | undefined,
    refusals: readonly Refusal[],
    typed: FormBody = {},
  ): Promise<PageResult> {
    const read = await this.statements.read(actor, idParameter<StatementId>(id), cursor);
    const { statement, movements, ordinary } = read;
    return page('statements/statement', {
      statement,
      number: statementNumber(statement),
      ordinary: ordinary && { ...ordinary, number: statementNumber(ordinary) },
      total: read.total,
      separate: read.separate.map((each) => ({ ...each, number: statementNumber(each) })),
      progress: importReport(statement, read.progress),
      ...matchedSoFar(read.progress),
      isMatching: statement.state === 'accepted' && statement.matchedAt === undefined,
      movements: movements.rows.map((movement) => ({
        ...movement,
        part: statement.state === 'linked' ? 'ignored' : partOf(movement),
        words: communicationText(movement.communication),
        isReferenceWrong: hasValidReference(movement.communication) === false,
      })),
      here: cursor === undefined ? `/statements/${id}` : `/statements/${id}?cursor=${cursor}`,
      links: pageLinks(`/statements/${id}`, {}, movements),
      form: refusals.length > 0 ? Form.refused(CONFIRM, typed, refusals) : Form.fresh(CONFIRM),
    });
  }
}

function flashOf(received: ReceivedFile): Flash {
  const { fileName, receivedAt, receivedByName, statements } = received;
  if (received.outcome === 'already-imported')
    return {
      kind: 'important',
      key: 'statements.flash.alreadyImported',
      params: { name: receivedByName, at: receivedAt, fileName },
    };
  const aside = statements.filter(({ state }) => state !== 'accepted').length;
  if (aside === 0) return { kind: 'success', key: 'statements.flash.accepted', params: { count: statements.length } };
  return { kind: 'important', key: 'statements.flash.kept', params: { count: aside } };
}

/** Hidden fields come as text. */
function withNumbers(typed: FormBody, ...names: readonly string[]): Record<string, unknown> {
  const numbers = names.flatMap((name) => {
    const text = typed[name];
    return typeof text === 'string' && /^-?\d{1,15}$/.test(text) ? [[name, Number(text)] as const] : [];
  });
  return { ...typed, ...Object.fromEntries(numbers) };
}

/** How far the matching has come, in lines that move money. */
function matchedSoFar(progress: readonly StatementProgress[]): { readonly done: number; readonly all: number } {
  const countOf = (isMeant: (part: StatementProgress) => boolean): number =>
    progress.filter(isMeant).reduce((sum, { count }) => sum + count, 0);
  return {
    done: countOf(({ part }) => part !== 'pending' && part !== 'ignored'),
    all: countOf(({ part }) => part !== 'ignored'),
  };
}
