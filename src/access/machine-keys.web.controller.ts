import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Refusal } from '../kernel/outcome';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, Optional, parseCommand, Text } from '../platform/http/fields';
import { onceKeyIn, typedIn, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { withIdempotency } from '../platform/http/preconditions';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { MachineKeys } from './machine-keys.service';

const FORM = 'recovery.machineKey';
const HERE = '/administration/machine-keys';

/** A public key that is to be trusted. */
class ProposeMachineKey {
  @Text({ max: 4000 }) jwk!: string;
  @Optional() @Text({ max: 200 }) note?: string;
}

/** The keys of FPS Finance, for administrators. */
@Controller('administration/machine-keys')
export class MachineKeysWebController {
  constructor(private readonly keys: MachineKeys) {}

  @Get()
  @Requires('machine-key.read')
  list(@CurrentActor() actor: Actor): Promise<PageResult> {
    return this.listPage(actor, Form.fresh(FORM));
  }

  @Post()
  @Requires('machine-key.propose')
  propose(@CurrentActor() actor: Actor, @Body() body: FormBody): Promise<PageResult> {
    return this.act(actor, body, 'proposed', (once, typed) =>
      this.keys.propose(once, parseCommand(ProposeMachineKey, typed)),
    );
  }

  @Post(':keyId/confirmation')
  @Requires('machine-key.confirm')
  confirm(@CurrentActor() actor: Actor, @Param('keyId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.act(actor, body, 'confirmed', (once) => this.keys.confirm(once, idParameter(id)));
  }

  @Post(':keyId/end')
  @Requires('machine-key.propose')
  end(@CurrentActor() actor: Actor, @Param('keyId') id: string, @Body() body: FormBody): Promise<PageResult> {
    return this.act(actor, body, 'ended', (once) => this.keys.end(once, idParameter(id)));
  }

  private act(
    actor: Actor,
    body: FormBody,
    flash: string,
    run: (once: Actor, typed: Record<string, unknown>) => Promise<unknown>,
  ): Promise<PageResult> {
    const typed = typedIn(body);
    return submitted(
      async () => {
        await run(withIdempotency(actor, onceKeyIn(body), `${flash} machine key`, typed), typed);
        return redirect(HERE, { kind: 'success', key: `recovery.machineKey.flash.${flash}` });
      },
      (refusals: readonly Refusal[]) => this.listPage(actor, Form.refused(FORM, typed, refusals)),
    );
  }

  private async listPage(actor: Actor, form: Form): Promise<PageResult> {
    const keys = await this.keys.list(actor);
    const { id } = actingUser(actor);
    return page('administration/machine-keys', {
      form,
      keys: keys.map((key) => ({ ...key, canConfirm: key.state === 'proposed' && key.proposedBy !== id, canEnd: key.state !== 'ended' })), // prettier-ignore
    });
  }
}
