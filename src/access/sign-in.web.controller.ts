import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { systemClock } from '../platform/clock/clock';
import { Transactions, type Actor } from '../platform/database/transactions';
import { SESSION_COOKIE } from '../platform/http/application';
import { page, redirect, type PageResult } from '../platform/http/page-result';
import { contextOf } from '../platform/http/request-context';
import { Open } from '../platform/http/route-access';
import { localPath } from '../ui/page-context';
import { actorOf } from './actor';
import { Identities } from './identities';
import { IssuerClient } from './issuer-client';
import { activeIdentity, originOf } from './request-identity';
import type { Identity } from './users.repository';

/** Signing in and out of the pages. */
@Controller()
@Open()
export class SignInWebController {
  constructor(
    private readonly issuer: IssuerClient,
    private readonly identities: Identities,
    private readonly transactions: Transactions,
  ) {}

  /** Straight on to the issuer; `to` is the page to come back to, a path of ours or nothing. */
  @Get('sign-in')
  async start(@Req() request: FastifyRequest, @Query('to') to: unknown): Promise<PageResult> {
    if (contextOf(request).actor !== undefined) return redirect(localPath(to));
    const { url, pending } = await this.issuer.begin(localPath(to));
    request.session.set('signIn', pending);
    return redirect(url.href);
  }

  /** Back from the issuer. What is kept of the sign-in serves once; the session goes on under a new id (fixation). */
  @Get('sign-in/callback')
  async finish(@Req() request: FastifyRequest): Promise<PageResult> {
    const pending = request.session.get('signIn');
    request.session.set('signIn', undefined);
    const subject = pending && (await this.issuer.finish(request.url, pending));
    if (pending === undefined || subject === undefined) return page('access/sign-in-failed', {}, 400);
    const identity = activeIdentity(await this.identities.bySubject(subject));
    const { language } = request.session;
    await request.session.regenerate();
    await this.open(request, identity, language);
    return redirect(pending.to);
  }

  @Post('sign-out')
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<PageResult> {
    const { actor } = contextOf(request);
    await request.session.destroy();
    void reply.clearCookie(SESSION_COOKIE, { path: '/' });
    if (actor?.kind === 'user') await this.record(actor, 'session.closed');
    return redirect((await this.issuer.signOutUrl()) ?? '/signed-out');
  }

  @Get('signed-out')
  signedOut(): PageResult {
    return page('access/signed-out');
  }

  private async open(request: FastifyRequest, identity: Identity, language: string | undefined): Promise<void> {
    const nowMs = systemClock.now().getTime();
    request.session.set('userId', identity.id);
    request.session.set('signedInAtMs', nowMs);
    request.session.set('seenAtMs', nowMs);
    if (language !== undefined) request.session.set('language', language);
    await this.record(actorOf(identity, originOf(request)), 'session.opened');
  }

  private record(actor: Extract<Actor, { kind: 'user' }>, type: 'session.opened' | 'session.closed'): Promise<void> {
    return this.transactions.run(actor, (tx) => {
      tx.record({ type, subjectKind: 'user', subjectId: actor.id });
      return Promise.resolve();
    });
  }
}
