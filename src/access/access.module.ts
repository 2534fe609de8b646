import { Module } from '@nestjs/common';
import { CONTEXT_RESOLVER, SESSION_STORE } from '../platform/http/application';
import { DemonstrationSignInWebController } from './demonstration-sign-in.web.controller';
import { DepartmentsRepository } from './departments.repository';
import { DepartmentsService } from './departments.service';
import { EmbeddedIssuer } from './embedded-issuer';
import { Identities } from './identities';
import { IssuerClient } from './issuer-client';
import { RequestIdentity } from './request-identity';
import { MachineKeysRepository } from './machine-keys.repository';
import { MachineKeys } from './machine-keys.service';
import { MachineKeysWebController } from './machine-keys.web.controller';
import { MachineTokenController } from './machine-token.controller';
import { MachineTokens } from './machine-tokens.service';
import { PostgresSessionStore, SessionCleanup } from './session-store';
import { SessionsRepository } from './sessions.repository';
import { SignInWebController } from './sign-in.web.controller';
import { UserAccounts } from './user-accounts.service';
import { UsersRepository } from './users.repository';
import { UsersService } from './users.service';

/** Who works here, who asks, and what each may do. */
@Module({
  controllers: [
    SignInWebController,
    DemonstrationSignInWebController,
    MachineKeysWebController,
    MachineTokenController,
  ],
  providers: [
    UsersRepository,
    UsersService,
    UserAccounts,
    DepartmentsRepository,
    DepartmentsService,
    SessionsRepository,
    SessionCleanup,
    Identities,
    EmbeddedIssuer,
    IssuerClient,
    MachineKeysRepository,
    MachineKeys,
    MachineTokens,
    RequestIdentity,
    { provide: SESSION_STORE, useClass: PostgresSessionStore },
    { provide: CONTEXT_RESOLVER, useExisting: RequestIdentity },
  ],
  exports: [MachineKeys, UsersService, UserAccounts, DepartmentsService, SessionCleanup],
})
export class AccessModule {}
