import type { LockedFile } from '../decisions/decisions.service';
import type { Tx } from '../platform/database/transactions';

type Detail = Readonly<Record<string, unknown>>;

/** What an event of an appeal looks at of its file. */
export type AppealedFile = Pick<LockedFile, 'decision' | 'offence'>;

/** Notes what happened to an appeal, in the story of the file; what names persons goes into `personal`. */
export function tellAppeal(
  tx: Tx,
  { decision, offence }: AppealedFile,
  subjectId: string,
  type: `appeal.${string}` | `judgment.${string}`,
  detail: Detail,
  personal: Detail = {},
): void {
  tx.record({
    type,
    subjectKind: type.startsWith('appeal.registry-check') ? 'decision' : 'appeal',
    subjectId,
    caseId: offence.id,
    personId: offence.personId,
    departmentId: decision.departmentId,
    detail: { decisionId: decision.id, ...detail },
    ...(Object.keys(personal).length > 0 && { personal }),
  });
}
