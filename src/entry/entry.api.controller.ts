import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { OffenceId } from '../kernel/ids';
import { withInnerCapacities } from '../liability/liability.view';
import { OFFENCE_CODES, offenceJson } from '../offences/offence.view';
import type { Config } from '../platform/config/config';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withInnerCodes } from '../platform/http/outside-codes';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { EnterOffence, ReopenFile } from './entry.commands';
import { EntryService } from './entry.service';
import { RecordedOffences } from './recorded-offences.service';
import { EntryTakingUp } from './taking-up.service';

/** Offences over the API. */
@Controller('api/fines/v1/offences')
export class EntryApiController {
  constructor(
    private readonly entry: EntryService,
    private readonly recorded: RecordedOffences,
    private readonly takingUp: EntryTakingUp,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Requires('offence.record')
  async record(@CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(EnterOffence, withInnerCapacities(withInnerCodes(call.body, OFFENCE_CODES)));
    const { offenceId, decisionId } = await this.entry.enter(call.once(), command);
    const self = apiLink(this.config, `/offences/${offenceId}`);
    call.created(self);
    const decision = decisionId && { href: apiLink(this.config, `/decisions/${decisionId}`), id: decisionId };
    return { self, id: offenceId, ...(decision && { decision }) };
  }

  /** Opens again a file that was closed without a fine; its facts may then be recorded again. */
  @Post(':offenceId/reopenings')
  @Requires('offence.record')
  async reopen(@Param('offenceId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const offenceId = idParameter<OffenceId>(id);
    const command = parseCommand(ReopenFile, call.onSeenVersion(call.body));
    const { version } = await this.takingUp.reopen(call.once(), offenceId, command);
    const self = apiLink(this.config, `/offences/${offenceId}`);
    call.created(self);
    call.tagged(version);
    return { self, id: offenceId, version };
  }

  @Get(':offenceId')
  @Requires('file.read')
  async read(@Param('offenceId') offenceId: string, @CurrentCall() call: ApiCall): Promise<object> {
    const file = await this.recorded.read(call.actor, idParameter<OffenceId>(offenceId));
    const { offence } = file;
    call.tagged(offence.version);
    return { self: apiLink(this.config, `/offences/${offence.id}`), ...offenceJson(this.config, file) };
  }
}
