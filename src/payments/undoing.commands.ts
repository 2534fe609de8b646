import type { MovementId } from '../kernel/ids';
import { Id, WholeNumber } from '../platform/http/fields';

/** Names the earlier movement that the bank takes back; the version is that of the later one, as the person has seen it (M16). */
export class UndoMovement {
  @Id() undoneMovementId!: MovementId;
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}
