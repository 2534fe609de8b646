import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { StatementId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { file, page, redirect, submitted, type Flash, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
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
import { BOOKING_EXCEPTIONS, type BookingException, type StatementProgress } from './statements.types';

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
  receive(@CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const sent = sentFileIn(form.typed, undefined);
        const received = await this.statements.receive(form.once(Buffer.from(sent.bytes)), sent);
        const [only, ...others] = received.statements;
        const isOne = only !== undefined && others.length === 0;
        return redirect(isOne ? `/statements/${only.statementId}` : '/statements', flashOf(received));
      },
      (refusals) => this.listPage(form.actor, undefined, Form.refused(UPLOAD, {}, refusals)),
    );
  }

  @Get(':statementId')
  @Requires('statement.read')
  show(
    @CurrentActor() actor: Actor,
    @Param('statementId') id: string,
    @Query('cursor') cursor?: string,
    @Query('exception') exception?: string,
  ): Promise<PageResult> {
    return this.statementPage(actor, id, { cursor, exception: exceptionOf(exception) }, []);
  }

  @Get(':statementId/file')
  @Requires('statement.read')
  async original(@CurrentActor() actor: Actor, @Param('statementId') id: string): Promise<PageResult> {
    const { name, bytes } = await this.statements.original(actor, idParameter<StatementId>(id));
    return file(bytes, 'application/octet-stream', name);
  }

  @Post(':statementId/opening')
  @Requires('statement.import')
  confirmOpening(@Param('statementId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const typed = withAmount(form.typed, 'openingCents');
    return this.act(id, form, 'opened', (once, statementId) =>
      this.statements.confirmOpening(once, statementId, parseCommand(ConfirmOpening, form.onSeenVersion(typed))),
    );
  }

  @Post(':statementId/duplicate')
  @Requires('statement.import')
  confirmDuplicate(@Param('statementId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'confirmed', (once, statementId) =>
      this.statements.confirmDuplicate(once, statementId, parseCommand(ConfirmDuplicate, form.onSeenVersion())),
    );
  }

  @Post(':statementId/refusal')
  @Requires('statement.import')
  refuse(@Param('statementId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'refused', (once, statementId) =>
      this.statements.refuse(once, statementId, parseCommand(RefuseStatement, form.onSeenVersion())),
    );
  }

  /** Runs a verb once for its form and shows the statement; refused, shows the same form again. */
  private act(
    id: string,
    form: PostedForm,
    done: 'opened' | 'confirmed' | 'refused',
    run: (once: Actor, id: StatementId) => Promise<unknown>,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        await run(form.once(), idParameter<StatementId>(id));
        return redirect(`/statements/${id}`, { kind: 'success', key: `statements.flash.${done}` });
      },
      (refusals) => this.statementPage(form.actor, id, {}, refusals, form.typed),
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
    { cursor, exception }: Narrowed,
    refusals: readonly Refusal[],
    typed: FormBody = {},
  ): Promise<PageResult> {
    const read = await this.statements.read(actor, idParameter<StatementId>(id), cursor, exception);
    const { statement, movements, ordinary } = read;
    return page('statements/statement', {
      statement,
      number: statementNumber(statement),
      opensWith: read.opensWith && { ...read.opensWith, number: statementNumber(read.opensWith) },
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
      exceptions: read.exceptions,
      exception,
      here: addressOf(id, { cursor, exception }),
      links: pageLinks(`/statements/${id}`, exception === undefined ? {} : { exception }, movements),
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

/** What the movements of the page are narrowed to. */
interface Narrowed {
  readonly cursor?: string | undefined;
  readonly exception?: BookingException | undefined;
}

/** A code that nobody knows narrows nothing. */
function exceptionOf(asked: string | undefined): BookingException | undefined {
  return BOOKING_EXCEPTIONS.find((code) => code === asked);
}

function addressOf(id: string, narrowed: Narrowed): string {
  const query = new URLSearchParams(Object.entries(narrowed).filter(([, value]) => value !== undefined)).toString();
  return query === '' ? `/statements/${id}` : `/statements/${id}?${query}`;
}

/** A hidden amount comes as text. */
function withAmount(typed: FormBody, name: string): FormBody {
  const text = typed[name];
  return typeof text === 'string' && /^-?\d{1,15}$/.test(text) ? { ...typed, [name]: Number(text) } : typed;
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
