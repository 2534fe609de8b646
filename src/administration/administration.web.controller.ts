import { Controller, Get, Param, Post } from '@nestjs/common';
import type { UserId } from '../kernel/ids';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import type { FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { ROLES } from '../access/permissions';
import { ChangeGrade, ChangeRoles, CreateUser, MoveUser } from '../access/user-accounts.commands';
import { UserAccounts } from '../access/user-accounts.service';
import { typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { listedItems } from './change.view';
import { ChangeSheets } from './change-sheets.service';
import { withLists } from './typed-form';

const USER = 'administration.user';

/** What each button of a person's page does, by the last part of its address. */
const VERBS = ['roles', 'grade', 'department', 'deactivation', 'reactivation'] as const;
type Verb = (typeof VERBS)[number];

/** Users, departments and delegations, for administrators. No page of these holds anything of a case. */
@Controller('administration')
export class AdministrationWebController {
  constructor(
    private readonly accounts: UserAccounts,
    private readonly sheets: ChangeSheets,
  ) {}

  @Get()
  @Requires('user.read')
  start(): PageResult {
    return redirect('/administration/users');
  }

  @Get('users')
  @Requires('user.read')
  async users(@CurrentActor() actor: Actor): Promise<PageResult> {
    return page('administration/users', await this.accounts.directory(actor));
  }

  @Get('users/new')
  @Requires('user.write')
  async newUser(@CurrentActor() actor: Actor): Promise<PageResult> {
    return this.newUserPage(actor, Form.fresh(USER));
  }

  @Post('users/new')
  @Requires('user.write')
  create(@CurrentForm() form: PostedForm): Promise<PageResult> {
    const { actor, typed } = form;
    return submitted(
      async () => {
        const command = parseCommand(CreateUser, withLists(typedDays(typed, ['gradeFrom']), 'roles'));
        const { id } = await this.accounts.create(form.once(), command);
        return redirect(`/administration/users/${id}`, { kind: 'success', key: 'administration.flash.created' });
      },
      (refusals) => this.newUserPage(actor, Form.refused(USER, typed, refusals)),
    );
  }

  @Get('users/:userId')
  @Requires('user.read')
  user(@CurrentActor() actor: Actor, @Param('userId') id: string): Promise<PageResult> {
    return this.userPage(actor, idParameter<UserId>(id), undefined);
  }

  @Post('users/:userId/roles')
  @Requires('user.write')
  roles(@Param('userId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'roles', (once, userId, typed) =>
      this.accounts.changeRoles(once, userId, parseCommand(ChangeRoles, withLists(typed, 'roles'))),
    );
  }

  @Post('users/:userId/grade')
  @Requires('user.write')
  grade(@Param('userId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'grade', (once, userId, typed) =>
      this.accounts.changeGrade(once, userId, parseCommand(ChangeGrade, typedDays(typed, ['validFrom']))),
    );
  }

  @Post('users/:userId/department')
  @Requires('user.write')
  department(@Param('userId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'department', (once, userId, typed) =>
      this.accounts.move(once, userId, parseCommand(MoveUser, typed)),
    );
  }

  @Post('users/:userId/deactivation')
  @Requires('user.write')
  deactivate(@Param('userId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'deactivation', (once, userId) => this.accounts.deactivate(once, userId));
  }

  @Post('users/:userId/reactivation')
  @Requires('user.write')
  reactivate(@Param('userId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    return this.act(id, form, 'reactivation', (once, userId) => this.accounts.reactivate(once, userId));
  }

  @Get('departments')
  @Requires('parameter.read')
  async departments(@CurrentActor() actor: Actor): Promise<PageResult> {
    const { on, versions } = await this.sheets.all(actor, 'department');
    return page('administration/departments', { listed: listedItems(versions, on) });
  }

  @Get('delegations')
  @Requires('user.read')
  async delegations(@CurrentActor() actor: Actor): Promise<PageResult> {
    const { on, versions } = await this.sheets.all(actor, 'delegation');
    const listed = listedItems(versions, on).map((item) => ({ ...item, payload: item.version.payload }));
    return page('administration/delegations', { listed });
  }

  private act(
    id: string,
    form: PostedForm,
    verb: Verb,
    run: (once: Actor, id: UserId, typed: FormBody) => Promise<unknown>,
  ): Promise<PageResult> {
    const userId = idParameter<UserId>(id);
    return submitted(
      async () => {
        await run(form.once(), userId, form.typed);
        return redirect(`/administration/users/${id}`, { kind: 'success', key: `administration.flash.${verb}` });
      },
      (refusals) => this.userPage(form.actor, userId, { verb, form: Form.refused(USER, form.typed, refusals) }),
    );
  }

  private async userPage(
    actor: Actor,
    id: UserId,
    refused: { readonly verb: Verb; readonly form: Form } | undefined,
  ): Promise<PageResult> {
    const sheet = await this.accounts.sheet(actor, id);
    const { departments } = await this.accounts.directory(actor);
    const fresh = Form.fresh(USER, {
      roles: sheet.user.roles,
      departmentId: sheet.user.departmentId,
      grade: sheet.user.gradeCode ?? '',
    });
    const forms = Object.fromEntries(VERBS.map((verb) => [verb, refused?.verb === verb ? refused.form : fresh]));
    return page('administration/user', {
      ...sheet,
      heldGrades: sheet.grades,
      forms,
      // The page's summary of errors is that of the form that was refused.
      form: refused?.form ?? fresh,
      departments,
      roles: ROLES,
      isOwn: actor.kind === 'user' && actor.id === id,
    });
  }

  private async newUserPage(actor: Actor, form: Form): Promise<PageResult> {
    const { departments } = await this.accounts.directory(actor);
    return page('administration/user-new', { form, departments, roles: ROLES });
  }
}
