import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Open } from '../platform/http/route-access';
import { MachineTokens, TokenRefused } from './machine-tokens.service';
import { RequestIdentity } from './request-identity';

/** Where FPS Finance asks for a token (RFC 6749): its own answers and errors, which are no problems of the Belgian guide. */
@Controller('oauth/token')
export class MachineTokenController {
  constructor(
    private readonly tokens: MachineTokens,
    private readonly identity: RequestIdentity,
  ) {}

  @Post()
  @Open()
  async issue(@Req() request: FastifyRequest, @Body() body: unknown, @Res() reply: FastifyReply): Promise<void> {
    const form = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    try {
      await reply.status(200).send(await this.tokens.issue(form, this.identity.certificateOf(request)));
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      await reply.status(error.code === 'invalid_client' ? 401 : 400).send({ error: error.code });
    }
  }
}
