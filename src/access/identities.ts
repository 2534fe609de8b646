import { Injectable } from '@nestjs/common';
import type { UserId } from '../kernel/ids';
import { Autocommit } from '../platform/database/autocommit';
import { UsersRepository, type Identity } from './users.repository';

/**
 * Who somebody is, before anyone acts: read again at every request, so that a change of roles or a departure acts at once
 * (ASVS 8.3.2). Looks at the account only, never at a file.
 */
@Injectable()
export class Identities {
  constructor(
    private readonly autocommit: Autocommit,
    private readonly users: UsersRepository,
  ) {}

  byId(id: UserId): Promise<Identity | undefined> {
    return this.users.identityById(this.autocommit, id);
  }

  bySubject(subject: string): Promise<Identity | undefined> {
    return this.users.identityBySubject(this.autocommit, subject);
  }

  /** The people of the demonstration who may sign in. */
  async ofDemonstration(): Promise<readonly Identity[]> {
    return this.users.demonstrationIdentities(this.autocommit);
  }
}
