import { Controller, Get, Param } from '@nestjs/common';
import type { Actor } from '../platform/database/transactions';
import { idParameter } from '../platform/http/fields';
import { file, type PageResult } from '../platform/http/page-result';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { HearingInvitations } from './hearing-invitations.service';

/** The bytes of a letter of invitation, for the pages of its entry and of its file. */
@Controller()
export class HearingInvitationsController {
  constructor(private readonly invitations: HearingInvitations) {}

  @Get('hearing-invitations/:invitationId')
  @Requires('document.read')
  async content(@CurrentActor() actor: Actor, @Param('invitationId') invitationId: string): Promise<PageResult> {
    const { bytes, language, sha256Hex } = await this.invitations.read(actor, idParameter<string>(invitationId));
    return file(bytes, 'application/pdf', `hearing-invitation-${language}.pdf`, sha256Hex);
  }
}
