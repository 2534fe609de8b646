import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { MovementId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import type { UploadedFile } from '../platform/http/uploads';
import { Refused } from '../platform/refused';
import { sentFileIn } from '../statements/statement-upload';
import { Form } from '../ui/form';
import { ADVICE_COLUMNS } from './deposit-advice.rules';
import { DepositAdvices } from './deposit-advices.service';
import {
  DecideWrongAccount,
  DEPOSIT_REASON_MAX_LENGTH,
  EnterAdvice,
  LinkAdvice,
  SetAdviceAside,
} from './deposits.commands';
import { DepositStatements } from './deposit-statements.service';
import { readable } from './deposit-form.view';
import type { DepositRow } from './deposits.repository';
import { WrongAccounts } from './wrong-account.service';

const FORM = 'deposits.advice';
const LIST_FORM = 'deposits.adviceList';
const STATEMENT_FORM = 'deposits.statement';
const LINK_FORM = 'deposits.linkForm';
const ASIDE_FORM = 'deposits.asideForm';
const NUMBER_FORM = 'deposits.numberForm';
const CHOICE_FORM = 'deposits.wrong.field';

/** A list of advices is short; whatever is longer is not one. */
const LIST_MAX_BYTES = 2_000_000;

/** The forms of the page that compares. */
interface SheetForms {
  readonly adviceForm: Form;
  readonly listForm: Form;
  readonly statementForm: Form;
  readonly linkForm: Form;
  readonly asideForm: Form;
  readonly numberForm: Form;
  /** The advice whose form was refused, or for which a deposit is looked up by the number of its decision. */
  readonly about: string | undefined;
  readonly isChosen: (deposit: DepositRow) => boolean;
}

/** The pages that compare what we hold with what the Caisse tells, and on money that went to the wrong account. */
@Controller('deposits')
export class DepositAdvicesWebController {
  constructor(
    private readonly advices: DepositAdvices,
    private readonly statements: DepositStatements,
    private readonly wrongAccounts: WrongAccounts,
  ) {}

  @Get('reconciliation')
  @Requires('payment.read')
  reconciliation(
    @CurrentActor() actor: Actor,
    @Query('advice') about?: unknown,
    @Query('number') number?: unknown,
  ): Promise<PageResult> {
    if (typeof about !== 'string' || typeof number !== 'string') return this.sheet(actor);
    const meant = spelled(number);
    const numberForm = Form.fresh(NUMBER_FORM, { number });
    return this.sheet(actor, { about, numberForm, isChosen: (deposit) => spelled(deposit.decisionNumber) === meant });
  }

  @Post('advices')
  @Requires('deposit.record')
  enter(@CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const command = parseCommand(EnterAdvice, readable(form.typed));
        const { outcome } = await this.advices.enter(form.once(), command);
        return redirect('/deposits/reconciliation', { kind: 'success', key: `deposits.flash.advice.${outcome}` });
      },
      (refusals) => this.sheet(form.actor, { adviceForm: Form.refused(FORM, form.typed, refusals) }),
    );
  }

  @Post('advice-lists')
  @Requires('deposit.record')
  enterList(@CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const csvBytes = listIn(form.only('file'));
        const once = form.once(csvBytes);
        const { readCount, bookedCount, proposedCount, suspenseCount, knownCount } = await this.advices.enterList(
          once,
          csvBytes,
        );
        const params = { readCount, bookedCount, proposedCount, suspenseCount, knownCount };
        return redirect('/deposits/reconciliation', { kind: 'success', key: 'deposits.flash.adviceList', params });
      },
      (refusals) => this.sheet(form.actor, { listForm: Form.refused(LIST_FORM, {}, refusals) }),
    );
  }

  @Post('advices/:adviceId/link')
  @Requires('deposit.record')
  link(@Param('adviceId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const command = parseCommand(LinkAdvice, form.onSeenVersion());
        await this.advices.link(form.once(), idParameter(id), command);
        return redirect(`/deposits/${command.depositId}`, { kind: 'success', key: 'deposits.flash.linked' });
      },
      (refusals) =>
        this.sheet(form.actor, {
          about: id,
          linkForm: Form.refused(LINK_FORM, form.typed, refusals),
          isChosen: (deposit) => deposit.id === form.typed['depositId'],
        }),
    );
  }

  @Post('advices/:adviceId/set-aside')
  @Requires('deposit.record')
  setAside(@Param('adviceId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const command = parseCommand(SetAdviceAside, form.typed);
        await this.advices.setAside(form.once(), idParameter(id), command);
        return redirect('/deposits/reconciliation', { kind: 'success', key: 'deposits.flash.setAside' });
      },
      (refusals) => this.sheet(form.actor, { about: id, asideForm: Form.refused(ASIDE_FORM, form.typed, refusals) }),
    );
  }

  @Post('statements')
  @Requires('deposit.record')
  receiveStatement(@CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const { bytes } = sentFileIn(form.typed, undefined);
        const params = { ...(await this.statements.receive(form.once(Buffer.from(bytes)), bytes)) };
        return redirect('/deposits/reconciliation', { kind: 'success', key: 'deposits.flash.statement', params });
      },
      (refusals) => this.sheet(form.actor, { statementForm: Form.refused(STATEMENT_FORM, {}, refusals) }),
    );
  }

  @Get('wrong-account')
  @Requires('payment.read')
  wrongAccount(@CurrentActor() actor: Actor): Promise<PageResult> {
    return this.wrongPage(actor, undefined, {}, []);
  }

  @Post('wrong-account/:movementId')
  @Requires('deposit.record')
  decide(@Param('movementId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const command = parseCommand(DecideWrongAccount, form.typed);
        await this.wrongAccounts.decide(form.once(), idParameter<MovementId>(id), command);
        const to = command.choice === 'count-as-payment' ? `/suspense/${id}` : '/deposits/wrong-account';
        return redirect(to, { kind: 'success', key: `deposits.flash.wrong.${command.choice}` });
      },
      (refusals) => this.wrongPage(form.actor, id, form.typed, refusals),
    );
  }

  /** The page with its forms, of which one at most was refused. */
  private async sheet(actor: Actor, refused: Partial<SheetForms> = {}): Promise<PageResult> {
    const forms: SheetForms = {
      adviceForm: Form.fresh(FORM),
      listForm: Form.fresh(LIST_FORM),
      statementForm: Form.fresh(STATEMENT_FORM),
      linkForm: Form.fresh(LINK_FORM),
      asideForm: Form.fresh(ASIDE_FORM),
      numberForm: Form.fresh(NUMBER_FORM),
      about: undefined,
      isChosen: () => false,
      ...refused,
    };
    const all = [forms.adviceForm, forms.listForm, forms.statementForm, forms.linkForm, forms.asideForm];
    const found = await this.advices.reconciliation(actor);
    const depositById = Object.fromEntries(found.deposits.map((deposit) => [deposit.id, deposit]));
    const chosen = found.deposits.filter(forms.isChosen);
    const adviceById = Object.fromEntries(found.advices.map((advice) => [advice.id, advice]));
    return page('deposits/reconciliation', {
      ...found,
      depositById,
      adviceById,
      columns: ADVICE_COLUMNS,
      ...forms,
      open: found.open.map((each) => ({ ...each, candidateIds: each.candidates.map(({ depositId }) => depositId) })),
      chosen,
      chosenIds: chosen.map(({ id }) => id),
      freshLink: Form.fresh(LINK_FORM),
      freshAside: Form.fresh(ASIDE_FORM),
      freshNumber: Form.fresh(NUMBER_FORM),
      maxReason: DEPOSIT_REASON_MAX_LENGTH,
      form: all.find(({ hasErrors }) => hasErrors) ?? forms.adviceForm,
    });
  }

  private async wrongPage(
    actor: Actor,
    refused: string | undefined,
    typed: FormBody,
    refusals: readonly Refusal[],
  ): Promise<PageResult> {
    const fresh = Form.fresh(CHOICE_FORM);
    const form = refused === undefined ? fresh : Form.refused(CHOICE_FORM, typed, refusals);
    const sheet = await this.wrongAccounts.read(actor);
    return page('deposits/wrong-account', { ...sheet, refused, form, fresh, maxReason: DEPOSIT_REASON_MAX_LENGTH });
  }
}

/** A number as it is compared: neither case nor blanks count. */
function spelled(number: string): string {
  return number.replace(/\s/g, '').toUpperCase();
}

/** The file in a form. Refuses `file-missing` and `too-large`. */
function listIn({ file }: Readonly<Record<string, unknown>>): Buffer {
  const bytes = (file as Partial<UploadedFile> | undefined)?.bytes;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw new Refused({ code: 'file-missing', field: 'file' });
  if (bytes.length > LIST_MAX_BYTES) throw new Refused({ code: 'too-large', field: 'file' });
  return bytes;
}
