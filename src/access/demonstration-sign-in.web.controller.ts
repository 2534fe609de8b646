import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { page, redirect, type PageResult } from '../platform/http/page-result';
import { Open } from '../platform/http/route-access';
import { EmbeddedIssuer } from './embedded-issuer';
import { choicePath, forgetEarlierChoice } from './embedded-provider';
import { Identities } from './identities';

/** The sign-in page of the embedded issuer: one button for each demonstration user. Not there beside a real issuer. */
@Controller('sign-in/demonstration')
@Open()
export class DemonstrationSignInWebController {
  constructor(
    private readonly embedded: EmbeddedIssuer,
    private readonly identities: Identities,
  ) {}

  @Get(':uid')
  async choose(
    @Param('uid') uid: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageResult> {
    const { provider } = this.embedded;
    if (!(await provider.interactionDetails(request.raw, reply.raw).catch(() => undefined))) return tooLate();
    const people = await this.identities.ofDemonstration();
    return page('access/demonstration-users', { action: choicePath(uid), people });
  }

  @Post(':uid')
  async chosen(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body: { readonly subject?: unknown } | undefined,
  ): Promise<PageResult> {
    const { provider } = this.embedded;
    const people = await this.identities.ofDemonstration();
    const person = people.find(({ subject }) => subject === body?.subject);
    const interaction = await provider.interactionDetails(request.raw, reply.raw).catch(() => undefined);
    if (person === undefined || interaction === undefined) return tooLate();
    await forgetEarlierChoice(provider, interaction);
    const login = { login: { accountId: person.subject, remember: false } };
    return redirect(await provider.interactionResult(request.raw, reply.raw, login));
  }
}

/** The sign-in was begun too long ago, in another browser, or for somebody who is no longer here. */
function tooLate(): PageResult {
  return page('access/sign-in-failed', {}, 400);
}
