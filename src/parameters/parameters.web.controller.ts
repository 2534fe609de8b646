import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { legalHolidays, weekdayOf } from '../kernel/legal-calendar';
import type { BankAccountId } from '../kernel/ids';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { parseTypedDate, typedDate, typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { ConfirmAccount, EnterAccount } from './parameters.commands';
import { ParametersService } from './parameters.service';

const HOLIDAYS = 'parameters.holidays';
const DAY = 'parameters.day';
const ACCOUNT = 'parameters.account';
const CONFIRMATION = 'parameters.confirmation';

/** The law as data on a page, and the accounts with their four eyes (D3). */
@Controller('parameters')
export class ParametersWebController {
  constructor(private readonly parameters: ParametersService) {}

  @Get()
  @Requires('parameter.read')
  async show(@CurrentActor() actor: Actor, @Query('on') typed?: string): Promise<PageResult> {
    const asked = typed ?? '';
    const day = parseTypedDate(asked);
    const inForce = await this.parameters.inForce(actor, day);
    const refusals = asked !== '' && day === undefined ? [{ code: 'not-a-day', field: 'on' }] : [];
    return page(
      'parameters/parameters',
      {
        inForce,
        holidaysYear: inForce.on.slice(0, 4),
        accounts: await this.parameters.accounts(actor),
        form: Form.refused(DAY, { on: asked === '' ? typedDate(inForce.on) : asked }, refusals),
      },
      refusals.length > 0 ? 400 : 200,
    );
  }

  /** The ten legal holidays of a year: computed from the law, so that nobody edits them (D17). */
  @Get('holidays')
  @Requires('parameter.read')
  async holidays(@CurrentActor() actor: Actor, @Query('year') typed?: string): Promise<PageResult> {
    const { on } = await this.parameters.inForce(actor);
    const asked = typed ?? on.slice(0, 4);
    const isYear = /^(19|20|21)\d\d$/.test(asked);
    const year = Number(isYear ? asked : on.slice(0, 4));
    const refusals = isYear ? [] : [{ code: 'not-a-number', field: 'year', params: { min: 1900, max: 2199 } }];
    const form = Form.refused(HOLIDAYS, { year: asked }, refusals);
    const holidays = legalHolidays(year).map(({ date, name }) => ({ date, name, weekday: weekdayOf(date) }));
    return page('parameters/holidays', { year, holidays, form }, isYear ? 200 : 400);
  }

  @Get('accounts/new')
  @Requires('account.enter')
  entryForm(): PageResult {
    return page('parameters/account-new', { form: Form.fresh(ACCOUNT) });
  }

  @Post('accounts/new')
  @Requires('account.enter')
  enter(@CurrentForm() form: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        await this.parameters.enterAccount(
          form.once(),
          parseCommand(EnterAccount, typedDays(form.typed, ['validFrom'])),
        );
        return redirect('/parameters', { kind: 'success', key: 'parameters.flash.entered' });
      },
      (refusals) => page('parameters/account-new', { form: Form.refused(ACCOUNT, form.typed, refusals) }),
    );
  }

  @Get('accounts/:accountId/confirmation')
  @Requires('account.confirm')
  async confirmationForm(@CurrentActor() actor: Actor, @Param('accountId') id: string): Promise<PageResult> {
    const account = await this.parameters.account(actor, idParameter<BankAccountId>(id));
    return page('parameters/account-confirmation', { account, form: Form.fresh(CONFIRMATION) });
  }

  @Post('accounts/:accountId/confirmation')
  @Requires('account.confirm')
  confirm(@Param('accountId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const accountId = idParameter<BankAccountId>(id);
    return submitted(
      async () => {
        await this.parameters.confirmAccount(form.once(), accountId, parseCommand(ConfirmAccount, form.typed));
        return redirect('/parameters', { kind: 'success', key: 'parameters.flash.confirmed' });
      },
      async (refusals) =>
        page('parameters/account-confirmation', {
          account: await this.parameters.account(form.actor, accountId),
          form: Form.refused(CONFIRMATION, form.typed, refusals),
        }),
    );
  }
}
