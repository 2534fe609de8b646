import { Controller, Get, Param, Post } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { ForgetPayerAccount } from './payer-accounts.commands';
import type { PayerAccountId } from './payer-accounts.repository';
import { PayerAccountsService } from './payer-accounts.service';

const FORGET = 'payments.payerAccounts.forget';

/** The page of the accounts from which a person is known to pay. */
@Controller('persons/:personId/payer-accounts')
export class PayerAccountsWebController {
  constructor(private readonly accounts: PayerAccountsService) {}

  @Get()
  @Requires('payment.read')
  show(@CurrentActor() actor: Actor, @Param('personId') id: string): Promise<PageResult> {
    return this.accountsPage(actor, id, Form.fresh(FORGET));
  }

  @Post(':payerAccountId/removals')
  @Requires('payment.allocate')
  forget(
    @Param('personId') id: string,
    @Param('payerAccountId') accountId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        const { reason } = parseCommand(ForgetPayerAccount, form.typed);
        const [person, account] = [idParameter<PersonId>(id), idParameter<PayerAccountId>(accountId)];
        await this.accounts.forget(form.once(), person, account, reason);
        return redirect(`/persons/${id}/payer-accounts`, {
          kind: 'success',
          key: 'payments.payerAccounts.flash.forgotten',
        });
      },
      (refusals) => this.accountsPage(form.actor, id, Form.refused(FORGET, form.typed, refusals), accountId),
    );
  }

  private async accountsPage(actor: Actor, id: string, form: Form, refusedId?: string): Promise<PageResult> {
    const { name, personId, accounts } = await this.accounts.ofPerson(actor, idParameter<PersonId>(id));
    return page('suspense/payer-accounts', { name, personId, accounts, form, refusedId });
  }
}
