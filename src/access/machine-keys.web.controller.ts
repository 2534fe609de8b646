import { Controller, Get, Param, Post } from '@nestjs/common';
import { actingUser, type Actor } from '../platform/database/transactions';
import { idParameter, Optional, parseCommand, Text } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
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
  propose(@CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(form, 'proposed', (once, typed) => this.keys.propose(once, parseCommand(ProposeMachineKey, typed)));
  }

  @Post(':keyId/confirmation')
  @Requires('machine-key.confirm')
  confirm(@Param('keyId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(form, 'confirmed', (once) => this.keys.confirm(once, idParameter(id)));
  }

  @Post(':keyId/end')
  @Requires('machine-key.propose')
  end(@Param('keyId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(form, 'ended', (once) => this.keys.end(once, idParameter(id)));
  }

  private act(
    form: PostedForm,
    flash: string,
    run: (once: Actor, typed: FormBody) => Promise<unknown>,
  ): Promise<PageResult> {
    return submitted(
      async () => {
        await run(form.once(), form.typed);
        return redirect(HERE, { kind: 'success', key: `recovery.machineKey.flash.${flash}` });
      },
      (refusals) => this.listPage(form.actor, Form.refused(FORM, form.typed, refusals)),
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
