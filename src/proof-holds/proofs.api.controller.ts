import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { evidenceNeededIn } from '../documents/evidence.commands';
import type { DecisionId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { refuseUnknownFields, type FormBody } from '../platform/http/form-body';
import { withIdempotency } from '../platform/http/preconditions';
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
  @HttpCode(201)
  @Requires('proof.record')
  async record(
    @CurrentActor() actor: Actor,
    @Param('fineId') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(RecordProof, withInnerCodes(body, ['kind']));
    const keyed = withIdempotency(actor, key, `POST /fines/${id}/paymentProofs`, command);
    const proof = await this.proofs.record(keyed, idParameter<DecisionId>(id), command);
    void reply.header('Location', `${this.apiUrl}/fines/${id}/paymentProofs`);
    return this.resource(proof);
  }

  /** A scan that comes after the proof, as a form sends one: `file`, and `fileTitle` if it has a title. */
  @Post('paymentProofs/:paymentProofId/files')
  @HttpCode(201)
  @Requires('proof.record')
  async addScan(
    @CurrentActor() actor: Actor,
    @Param('paymentProofId') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const { file, title, fields, print } = evidenceNeededIn((body ?? {}) as FormBody);
    refuseUnknownFields(fields, []);
    const keyed = withIdempotency(actor, key, `POST /paymentProofs/${id}/files`, print);
    const { documentId, sha256Hex } = await this.proofs.addScan(keyed, idParameter<string>(id), { file, title });
    const href = `${this.apiUrl}/documents/${documentId}/content`;
    void reply.header('Location', href);
    return { href, id: documentId, kind: 'evidence', sha256: sha256Hex };
  }

  @Post('paymentProofs/:paymentProofId/endings')
  @HttpCode(201)
  @Requires('proof.record')
  async end(
    @CurrentActor() actor: Actor,
    @Param('paymentProofId') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Resource> {
    const command = parseCommand(EndProof, body);
    const keyed = withIdempotency(actor, key, `POST /paymentProofs/${id}/endings`, command);
    const proof = await this.proofs.end(keyed, idParameter<string>(id), command);
    void reply.header('Location', `${this.apiUrl}/fines/${proof.decisionId}/paymentProofs`);
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
