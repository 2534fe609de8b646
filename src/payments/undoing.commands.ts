import type { MovementId } from '../kernel/ids';
import { Id, Text, WholeNumber } from '../platform/http/fields';

/** Names the earlier movement that the bank takes back; the version is that of the later one, as the person has seen it (M16). */
export class UndoMovement {
  @Id() undoneMovementId!: MovementId;
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}

/** Says that the undoing was a mistake; the version is that of the movement that was said to take back. */
export class ReverseUndoing {
  @Text({ max: 1000 }) reason!: string;
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}

/** Confirms or drops such a proposal. */
export class DecideUndoingReversal {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) version!: number;
}
