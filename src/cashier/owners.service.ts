import { Injectable } from '@nestjs/common';
import { permissionsOf, ROLES } from '../access/permissions';
import type { MovementId, UserId } from '../kernel/ids';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { checkVersion } from '../platform/http/preconditions';
import { Refused } from '../platform/refused';
import { MovementsService } from '../statements/movements.service';
import type { AssignMovement } from './cashier.commands';
import { OwnersRepository, type Cashier } from './owners.repository';

/** Who looks after a movement now; absent when nobody does. */
export interface OwnerResult {
  readonly movementId: MovementId;
  readonly ownerId?: UserId;
  readonly ownerName?: string;
  readonly version: number;
}

/** Who may decide on money in suspense may look after it. */
const ROLES_THAT_BOOK = ROLES.filter((role) => permissionsOf([role]).has('payment.allocate'));

/** Taking a movement upon oneself, handing it over, letting it go. */
@Injectable()
export class OwnersService {
  constructor(
    private readonly transactions: Transactions,
    private readonly movements: MovementsService,
    private readonly owners: OwnersRepository,
  ) {}

  /** Everyone who may look after a movement, by name. */
  cashiers(tx: Tx): Promise<Cashier[]> {
    return this.owners.cashiers(tx, ROLES_THAT_BOOK);
  }

  /**
   * Gives a movement in suspense to somebody, or to nobody. Refuses `not-found`, `changed-since-read`, `movement-not-in-suspense`,
   * `owner-not-cashier`, `owner-unchanged`.
   */
  assign(actor: Actor, movementId: MovementId, command: AssignMovement): Promise<OwnerResult> {
    return this.transactions.run(actor, async (tx) => {
      const movement = await this.movements.lock(tx, movementId);
      checkVersion(movement, command.version);
      const { state, departmentId } = movement;
      if (state !== 'suspense')
        throw new Refused({ code: 'movement-not-in-suspense', field: 'movementId', params: { state } });
      const before = await this.owners.ownerOf(tx, movementId);
      const owner = (await this.cashiers(tx)).find(({ id }) => id === command.ownerId);
      if (command.ownerId !== undefined && owner === undefined)
        throw new Refused({ code: 'owner-not-cashier', field: 'ownerId' });
      if (owner?.id === before?.id) throw new Refused({ code: 'owner-unchanged', field: 'ownerId' });
      await this.owners.assign(tx, movementId, owner?.id);
      const isOwn = owner?.id === actingUser(tx.actor).id;
      tx.record({
        type: owner === undefined ? 'movement.released' : isOwn ? 'movement.taken' : 'movement.handed-over',
        subjectKind: 'movement',
        subjectId: movementId,
        departmentId,
        detail: { ownerId: owner?.id ?? null, beforeId: before?.id ?? null },
      });
      return {
        movementId,
        version: movement.version + 1,
        ...(owner !== undefined && { ownerId: owner.id, ownerName: owner.name }),
      };
    });
  }
}
