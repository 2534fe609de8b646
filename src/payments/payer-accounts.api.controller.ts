import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { PersonId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { idParameter, parseCommand } from '../platform/http/fields';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { ForgetPayerAccount } from './payer-accounts.commands';
import type { PayerAccount, PayerAccountId } from './payer-accounts.repository';
import { PayerAccountsService } from './payer-accounts.service';

type Resource = Readonly<Record<string, unknown>>;

/** The accounts from which a person is known to pay, for other systems. */
@Controller('api/fines/v1/persons/:personId/payerAccounts')
export class PayerAccountsApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly accounts: PayerAccountsService,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = `${config.publicUrl}/api/fines/v1`;
  }

  @Get()
  @Requires('payment.read')
  async list(@CurrentActor() actor: Actor, @Param('personId') id: string): Promise<Resource> {
    const { accounts } = await this.accounts.ofPerson(actor, idParameter<PersonId>(id));
    return { items: accounts.map((account) => this.item(account)) };
  }

  @Post(':payerAccountId/removals')
  @Requires('payment.allocate')
  async forget(
    @Param('personId') id: string,
    @Param('payerAccountId') accountId: string,
    @CurrentCall() call: ApiCall,
  ): Promise<Resource> {
    const command = parseCommand(ForgetPayerAccount, call.body);
    const [person, account] = [idParameter<PersonId>(id), idParameter<PayerAccountId>(accountId)];
    const forgotten = await this.accounts.forget(call.once(), person, account, command.reason);
    const href = this.hrefOf(forgotten.personId);
    call.created(href);
    return { href, id: forgotten.id };
  }

  private hrefOf(personId: PersonId): string {
    return `${this.apiUrl}/persons/${personId}/payerAccounts`;
  }

  private item(account: PayerAccount): Resource {
    return {
      href: this.hrefOf(account.personId),
      id: account.id,
      iban: account.iban,
      payerName: account.payerName,
      confirmedBy: account.confirmedByName,
      confirmedAt: account.confirmedAt.toISOString(),
      ...(account.forgottenAt && {
        forgottenAt: account.forgottenAt.toISOString(),
        ...(account.forgottenByName !== null && { forgottenBy: account.forgottenByName }),
        reason: account.reason,
      }),
    };
  }
}
