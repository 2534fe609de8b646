import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { DecisionId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { ProofHoldsService } from './proof-holds.service';
import { EndProof, RecordProof } from './proofs.commands';
import type { PaymentProof } from './proofs.repository';

type Resource = Readonly<Record<string, unknown>>;

/** Proofs of payment for other systems. */
@Controller('api/fines/v1')
export class ProofsApiController {
  private readonly apiUrl: string;

  constructor(
    private readonly proofs: ProofHoldsService,
    @Inject(CONFIG) config: Config,
  ) {
    this.apiUrl = `${config.publicUrl}/api/fines/v1`;
  }

  @Get('fines/:fineId/paymentProofs')
  @Requires('proof.record')
  async list(@CurrentActor() actor: Actor, @Param('fineId') id: string): Promise<Resource> {
    const { proofs } = await this.proofs.read(actor, idParameter<DecisionId>(id));
    return { items: proofs.map((proof) => this.resource(proof)) };
  }

  @Post('fines/:fineId/paymentProofs')
  @Requires('proof.record')
  async record(@Param('fineId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(RecordProof, withInnerCodes(call.body, ['kind']));
    const proof = await this.proofs.record(call.once(), idParameter<DecisionId>(id), command);
    call.created(`${this.apiUrl}/fines/${id}/paymentProofs`);
    return this.resource(proof);
  }

  @Post('paymentProofs/:paymentProofId/endings')
  @Requires('proof.record')
  async end(@Param('paymentProofId') id: string, @CurrentCall() call: ApiCall): Promise<Resource> {
    const command = parseCommand(EndProof, call.body);
    const proof = await this.proofs.end(call.once(), idParameter<string>(id), command);
    call.created(`${this.apiUrl}/fines/${proof.decisionId}/paymentProofs`);
    return this.resource(proof);
  }

  private resource({ id, decisionId, kind, state, amountCents, shownOn, untilOn, ...proof }: PaymentProof): Resource {
    return {
      href: `${this.apiUrl}/fines/${decisionId}/paymentProofs`,
      id,
      fine: { href: `${this.apiUrl}/fines/${decisionId}`, id: decisionId },
      kind: camelCase(kind),
      state: camelCase(state),
      amountCents,
      shownOn,
      paidOn: proof.paidOn,
      untilOn,
      note: proof.note === '' ? undefined : proof.note,
      recordedAt: proof.recordedAt,
      recordedBy: proof.recordedByName,
      endedAt: proof.endedAt,
      endedBy: proof.endedByName,
      endReason: proof.endReason,
    };
  }
}
