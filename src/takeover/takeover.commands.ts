import { WholeNumber } from '../platform/http/fields';

/** Loads a checked file, or puts it aside, as it was seen. */
export class DecideTakeover {
  @WholeNumber({ min: 1, max: 2_147_483_647 }) readonly version!: number;
}
