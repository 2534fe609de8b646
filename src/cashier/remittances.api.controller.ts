import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { MovementId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { idParameter, parseCommand } from '../platform/http/fields';
import { camelCase } from '../platform/http/problem';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { ReceiveRemittance } from './cashier.commands';
import { RemittancesService } from './remittances.service';

type Resource = Readonly<Record<string, unknown>>;

/** Money that FPS Finance pays on, for other systems. */
@Controller('api/fines/v1/movements/:movementId')
export class RemittancesApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly remittances: RemittancesService,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = `${config.publicUrl}/api/fines/v1`;
  }

  /** What FPS Finance reported as collected and has not paid on, and what of it this movement most likely is. */
  @Get('awaitedCollections')
  @Requires('payment.allocate')
  async awaitedCollections(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const { awaited, proposed } = await this.remittances.propose(call.actor, idParameter<MovementId>(id));
    const claims = new Set(proposed.map(({ claimId }) => claimId));
    return {
      items: awaited.map(({ claimId, decisionId, decisionNumber, financeReference, reportedOn, dueCents }) => ({
        href: `${this.apiUrl}/fines/${decisionId}`,
        id: claimId,
        decisionNumber,
        ...(financeReference !== '' && { financeReference }),
        reportedOn,
        dueCents,
        isProposed: claims.has(claimId),
      })),
    };
  }

  @Post('remittances')
  @Requires('payment.allocate')
  async receive(@Param('movementId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(ReceiveRemittance, call.onSeenVersion());
    const result = await this.remittances.receive(call.once(), idParameter<MovementId>(id), command);
    const { movementId, movementState, version, kind, amountCents, remittedCents, unexplainedCents } = result;
    const href = `${this.apiUrl}/movements/${movementId}`;
    call.created(href, version);
    return {
      movement: { href, id: movementId, state: camelCase(movementState), version },
      kind: camelCase(kind),
      amountCents,
      remittedCents,
      unexplainedCents,
    };
  }
}
