import { Controller, Get, Inject, Param, Post, Put } from '@nestjs/common';
import { evidenceNeededIn } from '../documents/evidence.commands';
import type { OffenceId, PersonId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink } from '../platform/http/api-links';
import { idParameter, parseCommand } from '../platform/http/fields';
import { refuseUnknownFields, type FormBody } from '../platform/http/form-body';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { Refused } from '../platform/refused';
import { CorrectLiability, LiftFlag, RecordFlag } from './liability.commands';
import { LiabilityDesk } from './liability-desk.service';
import { withInnerCapacities } from './liability.view';
import { flagJson } from './person-flag.view';
import { PersonFlagsService } from './person-flags.service';

/** Who must pay, and what about a person holds recovery, over the API. */
@Controller('api/fines/v1')
export class LiabilityApiController {
  constructor(
    private readonly desk: LiabilityDesk,
    private readonly flags: PersonFlagsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Everyone who must pay and who acts for them, anew; If-Match names the version of the offence. */
  @Put('offences/:offenceId/liability')
  @Requires('offence.record')
  async correct(@Param('offenceId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const offenceId = idParameter<OffenceId>(id);
    const command = parseCommand(CorrectLiability, call.onSeenVersion(withInnerCapacities(call.body)));
    const { version } = await this.desk.correct(call.actor, offenceId, command);
    call.tagged(version);
    return { self: apiLink(this.config, `/offences/${id}`), id: offenceId, version };
  }

  @Get('persons/:personId/flags')
  @Requires('person.read')
  async list(@CurrentActor() actor: Actor, @Param('personId') id: string): Promise<object> {
    const { flags } = await this.flags.read(actor, idParameter<PersonId>(id));
    return { self: this.flagsLink(id), items: flags.map((flag) => flagJson(this.config, flag)) };
  }

  @Get('persons/:personId/flags/:flagId')
  @Requires('person.read')
  async read(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Param('flagId') flagId: string,
  ): Promise<object> {
    const { flags } = await this.flags.read(actor, idParameter<PersonId>(id));
    const flag = flags.find((each) => each.id === flagId);
    if (flag === undefined) throw new Refused({ code: 'not-found' });
    return flagJson(this.config, flag);
  }

  @Post('persons/:personId/flags')
  @Requires('person.flag')
  async record(@Param('personId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const personId = idParameter<PersonId>(id);
    const { flagId } = await this.flags.record(call.once(), personId, parseCommand(RecordFlag, call.body));
    const self = `${this.flagsLink(id)}/${flagId}`;
    call.created(self);
    return { self, id: flagId };
  }

  /** A paper that the flag rests on, as a form sends one: `file`, and `fileTitle` if it has a title. */
  @Post('persons/:personId/flags/:flagId/files')
  @Requires('person.flag')
  async addPaper(
    @Param('personId') id: string,
    @Param('flagId') flag: string,
    @CurrentCall() call: ApiCall,
  ): Promise<object> {
    const { file, title, fields, print } = evidenceNeededIn((call.body ?? {}) as FormBody);
    refuseUnknownFields(fields, []);
    const [personId, flagId] = [idParameter<PersonId>(id), idParameter<string>(flag)];
    const { documentId, sha256Hex } = await this.flags.addPaper(call.once(print), personId, flagId, { file, title });
    const href = apiLink(this.config, `/documents/${documentId}/content`);
    call.created(href);
    return { href, id: documentId, kind: 'evidence', sha256: sha256Hex };
  }

  @Post('persons/:personId/flags/:flagId/liftings')
  @Requires('person.flag')
  async lift(
    @Param('personId') id: string,
    @Param('flagId') flag: string,
    @CurrentCall() call: ApiCall,
  ): Promise<object> {
    const command = parseCommand(LiftFlag, call.body);
    const { flagId } = await this.flags.lift(
      call.once(),
      idParameter<PersonId>(id),
      idParameter<string>(flag),
      command,
    );
    const self = `${this.flagsLink(id)}/${flagId}`;
    call.created(self);
    return { self, id: flagId };
  }

  private flagsLink(personId: string): string {
    return apiLink(this.config, `/persons/${personId}/flags`);
  }
}
