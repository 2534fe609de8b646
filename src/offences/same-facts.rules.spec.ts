import type { DepartmentId, OffenceId } from '../kernel/ids';
import { factsElsewhere, type FileOfSameFacts } from './same-facts.rules';

const file = (id: string, isLater: boolean, state: FileOfSameFacts['state'] = 'void'): FileOfSameFacts => ({
  offenceId: id as OffenceId,
  departmentId: 'department' as DepartmentId,
  state,
  isLater,
  number: null,
});
const ids = (state: FileOfSameFacts['state'], ...files: FileOfSameFacts[]): (string | undefined)[] => {
  const { recordedAgain, recordedBefore } = factsElsewhere(state, files);
  return [recordedAgain?.offenceId, recordedBefore?.offenceId];
};

describe('D22: the files of the same facts', () => {
  it('lead from one that counts no more to that which stands, else to the last, and back to the one before', () => {
    expect(ids('void')).toEqual([undefined, undefined]);
    expect(ids('void', file('second', true), file('third', true, 'recorded'))).toEqual(['third', undefined]);
    expect(ids('void', file('first', false), file('third', true))).toEqual(['third', 'first']);
    expect(ids('recorded', file('first', false), file('second', false))).toEqual([undefined, 'second']);
  });

  it('lead nowhere from one that stands, though the same was found again, and back to none that stands', () => {
    expect(ids('closed', file('second', true))).toEqual([undefined, undefined]);
    expect(ids('recorded', file('first', false, 'recorded'))).toEqual([undefined, undefined]);
  });
});
