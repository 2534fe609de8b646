import type { DecisionId, DepartmentId, OffenceId, PersonId } from '../kernel/ids';

/** What an event about a decision names beside what happened: the decision, its file, the person and the department. */
interface AboutDecision {
  readonly subjectKind: 'decision';
  readonly subjectId: DecisionId;
  readonly caseId: OffenceId;
  readonly personId: PersonId;
  readonly departmentId: DepartmentId;
}

/** The part that every event about a decision has in common. */
export function aboutDecision({
  decision,
  offence,
}: {
  readonly decision: { readonly id: DecisionId; readonly departmentId: DepartmentId };
  readonly offence: { readonly id: OffenceId; readonly personId: PersonId };
}): AboutDecision {
  return {
    subjectKind: 'decision',
    subjectId: decision.id,
    caseId: offence.id,
    personId: offence.personId,
    departmentId: decision.departmentId,
  };
}
