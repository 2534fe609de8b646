import { AppealsRepository } from '../../src/appeals/appeals.repository';
import { newId, type AppealId, type DecisionId, type DepartmentId, type JudgmentId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { ZERO_CENTS } from '../../src/kernel/money';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import type { Transactions, Tx } from '../../src/platform/database/transactions';
import type { UserActor } from './actors';

const appeals = new AppealsRepository();
const ledger = new LedgerService(new LedgerRepository());

/** A decision falls by a judgment that one person recorded and another confirms (R4.4, R4.8), whatever state it is in. */
export async function annulByJudgment(
  transactions: Transactions,
  decisionId: DecisionId,
  recorder: UserActor,
  confirmer: UserActor,
): Promise<void> {
  const id = await transactions.run(recorder, (tx) => judge(tx, decisionId, recorder));
  await transactions.run(confirmer, async (tx) => {
    const judgment = await appeals.judgment(tx, id);
    if (judgment === undefined) throw new Error('no judgment to confirm');
    const departmentId = await departmentOf(tx, decisionId);
    const cause = { kind: 'judgment', id } as const;
    const { cancelledCents, owedBackCents } = await ledger.dropFine(tx, departmentId, decisionId, cause);
    await appeals.confirm(
      tx,
      judgment,
      confirmer.id,
      { cancelledCents, owedBackCents, restoredCents: ZERO_CENTS },
      'annulled',
    );
    const detail = { decisionId, judgmentId: id };
    tx.record({ type: 'judgment.confirmed', subjectKind: 'appeal', subjectId: judgment.appealId, detail });
    tx.record({ type: 'decision.annulled', subjectKind: 'decision', subjectId: decisionId });
  });
}

async function departmentOf(tx: Tx, decisionId: DecisionId): Promise<DepartmentId> {
  const decision = await appeals.lockDecision(tx, decisionId);
  if (decision === undefined) throw new Error('no decision');
  return decision.departmentId;
}

/** An appeal and the judgment that annuls the decision, final and not yet confirmed. */
async function judge(tx: Tx, decisionId: DecisionId, { id: recordedBy }: UserActor): Promise<JudgmentId> {
  const departmentId = await departmentOf(tx, decisionId);
  const today = legalDate(tx.today);
  const line = { appealId: newId<AppealId>(), decisionId };
  const court = { courtCode: 'brussels-french', divisionCode: '', docketNumber: '26/1/A' };
  const parties = { appellant: 'person', appellantName: '', note: '', recordedBy } as const;
  const days = { lodgedOn: today, learnedOn: today };
  await appeals.insert(tx, { id: line.appealId, departmentId, ...days, ...court, ...parties }, [decisionId]);
  const id = newId<JudgmentId>();
  const judged = { stage: 'first-instance', judgedOn: today, reference: '26/1/A', documentId: undefined } as const;
  const outcome = { isAdmissible: true, isWellFounded: true, outcome: 'annulled', reducedToCents: undefined } as const;
  const noted = { damagesCents: ZERO_CENTS, costsCents: ZERO_CENTS, note: '', orderReason: '', recordedBy };
  await appeals.insertJudgment(tx, departmentId, { id, ...line, ...judged, ...outcome, ...noted });
  await appeals.finalise(tx, id, { finalOn: today, evidence: 'Certificate of the registry' }, recordedBy);
  await appeals.step(tx, line, 'judged');
  await appeals.step(tx, line, 'final', { on: today, reason: 'The judgment is final.' });
  const told = { subjectKind: 'appeal', subjectId: line.appealId, detail: { decisionId, judgmentId: id } } as const;
  for (const type of ['appeal.recorded', 'judgment.recorded', 'judgment.became-final'] as const)
    tx.record({ type, ...told });
  return id;
}
