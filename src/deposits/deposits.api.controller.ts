import { Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { evidenceNeededIn } from '../documents/evidence.commands';
import type { DecisionId, DepositId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import type { Actor } from '../platform/database/transactions';
import { CurrentCall, type ApiCall } from '../platform/http/api-call';
import { apiLink, withoutNulls } from '../platform/http/api-links';
import { idParameter, OneOf, Optional, parseCommand, Text } from '../platform/http/fields';
import { refuseUnknownFields, type FormBody } from '../platform/http/form-body';
import { withInnerCodes } from '../platform/http/outside-codes';
import { camelCase } from '../platform/http/problem';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { DepositCorrections } from './deposit-corrections.service';
import { DEPOSIT_LISTS, DepositDesk, type DepositList } from './deposit-desk.service';
import { DepositLetters } from './deposit-letters.service';
import { DepositPapers } from './deposit-papers.service';
import { DepositReleases } from './deposit-releases.service';
import { depositItem, depositResource } from './deposit.view';
import {
  AnnounceDeposit,
  ConfirmRelease,
  CorrectAnnouncement,
  HoldDeposit,
  IssueDepositLetter,
  ProposeRelease,
  ReasonedDeposit,
  ReceiveDeposit,
  ReturnDeposit,
} from './deposits.commands';
import { DepositsService, type DepositResult } from './deposits.service';

/** What a list of deposits is asked for. */
class ListDeposits {
  @Optional() @OneOf(DEPOSIT_LISTS) readonly list?: DepositList;
  @Optional() @Text({ max: 1024 }) readonly cursor?: string;
}

const CODES = ['source', 'kind', 'ground', 'list'];

/** Deposits with the Caisse des Dépôts over the API (D4, D29). */
@Controller('api/fines/v1')
export class DepositsApiController {
  constructor(
    private readonly desk: DepositDesk,
    private readonly deposits: DepositsService,
    private readonly letters: DepositLetters,
    private readonly releases: DepositReleases,
    private readonly corrections: DepositCorrections,
    private readonly papers: DepositPapers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('deposits')
  @Requires('deposit.read')
  async list(@CurrentActor() actor: Actor, @Query() query: unknown): Promise<object> {
    const { list = 'standing', cursor } = parseCommand(ListDeposits, withInnerCodes(query, CODES));
    const { rows, next } = await this.desk.list(actor, list, cursor);
    const items = rows.map((row) => depositItem(this.config, row));
    if (next === undefined) return { items };
    return {
      items,
      next: apiLink(this.config, `/deposits?list=${camelCase(list)}&cursor=${encodeURIComponent(next)}`),
    };
  }

  @Get('deposits/:depositId')
  @Requires('deposit.read')
  async read(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const file = await this.desk.read(call.actor, idParameter<DepositId>(id));
    call.tagged(file.deposit.version);
    return depositResource(this.config, file);
  }

  @Post('decisions/:decisionId/deposits')
  @Requires('deposit.announce')
  async announce(@Param('decisionId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = parseCommand(AnnounceDeposit, call.body);
    return this.done(call, await this.deposits.announce(call.once(), idParameter<DecisionId>(id), command));
  }

  @Post('deposits/:depositId/letters')
  @Requires('deposit.announce')
  async issueLetter(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, IssueDepositLetter);
    return this.done(call, await this.letters.issue(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/receipts')
  @Requires('deposit.record')
  async receive(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ReceiveDeposit);
    return this.done(call, await this.deposits.receive(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/holdings')
  @Requires('deposit.record')
  async hold(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, HoldDeposit);
    return this.done(call, await this.deposits.hold(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/returns')
  @Requires('deposit.record')
  async return(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ReturnDeposit);
    return this.done(call, await this.deposits.return(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/cancellations')
  @Requires('deposit.record')
  async cancel(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ReasonedDeposit);
    return this.done(call, await this.deposits.cancel(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/releaseProposals')
  @Requires('deposit.propose')
  async propose(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ProposeRelease);
    return this.done(call, await this.releases.propose(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/releaseRefusals')
  @Requires('deposit.decide')
  async refuse(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ReasonedDeposit);
    return this.done(call, await this.releases.refuse(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/releases')
  @Requires('deposit.decide')
  async confirm(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, ConfirmRelease);
    return this.done(call, await this.releases.confirm(call.once(), idParameter<DepositId>(id), command));
  }

  @Post('deposits/:depositId/corrections')
  @Requires('deposit.announce')
  async correct(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const command = commandIn(call, CorrectAnnouncement);
    return this.done(call, await this.corrections.correct(call.once(), idParameter<DepositId>(id), command));
  }

  /** A file beside a deposit, as a form sends one: `file`, and `fileTitle` if it has a title. */
  @Post('deposits/:depositId/files')
  @Requires('deposit.attach')
  async attach(@Param('depositId') id: string, @CurrentCall() call: ApiCall): Promise<object> {
    const { file, title, fields, print } = evidenceNeededIn((call.body ?? {}) as FormBody);
    refuseUnknownFields(fields, []);
    const depositId = idParameter<DepositId>(id);
    const { documentId, sha256Hex } = await this.papers.attach(call.once(print), depositId, file, title);
    const href = apiLink(this.config, `/documents/${documentId}/content`);
    call.created(href);
    return { href, id: documentId, kind: 'evidence', sha256: sha256Hex };
  }

  private done(call: ApiCall, result: DepositResult): object {
    const { depositId, decisionId, offenceId: _file, decisionNumber, state, version, ...more } = result;
    const self = apiLink(this.config, `/deposits/${depositId}`);
    call.created(self, version);
    const decision = { href: apiLink(this.config, `/decisions/${decisionId}`), id: decisionId };
    return withoutNulls({ self, id: depositId, decision, decisionNumber, state: camelCase(state), version, ...more });
  }
}

/** The command on a deposit that has been read, its codes in their inner spelling. */
function commandIn<Command extends object>(call: ApiCall, command: new () => Command): Command {
  return parseCommand(command, call.onSeenVersion(withInnerCodes(call.body, CODES)));
}
