import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { systemClock } from '../platform/clock/clock';
import { RequestLimit } from '../platform/http/request-limit';
import { Open } from '../platform/http/route-access';
import { MachineTokens, TokenRefused } from './machine-tokens.service';
import { RequestIdentity } from './request-identity';

/** Assertions that are not accepted from one address within a minute, before it has to wait. */
const MOST_FAILURES = 60;

/** Where FPS Finance asks for a token (RFC 6749): its own answers and errors, which are no problems of the Belgian guide. */
@Controller('oauth/token')
export class MachineTokenController {
  private readonly failures = new RequestLimit(MOST_FAILURES, 'too-many-failed-requests');

  constructor(
    private readonly tokens: MachineTokens,
    private readonly identity: RequestIdentity,
  ) {}

  @Post()
  @Open()
  async issue(@Req() request: FastifyRequest, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    this.failures.check(request.ip, systemClock.now().getTime());
    const form = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    try {
      await reply.status(200).send(await this.tokens.issue(form, this.identity.certificateOf(request)));
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      if (error.code === 'invalid_client') this.failures.count(request.ip);
      await reply.status(error.code === 'invalid_client' ? 401 : 400).send({ error: error.code });
    }
  }
}
