import { ClaimsService, type OfferedFine } from '../../src/claims/claims.service';
import type { DecisionId, UserId } from '../../src/kernel/ids';
import type { FineDesk } from './fine-desk';

/** Offers a fine to FPS Finance as the treasurer does, whatever recovery would say of it. */
export async function offerToFinance(desk: FineDesk, decisionId: DecisionId, preparedBy: UserId): Promise<void> {
  const [fine] = await desk.rows<OfferedFine>(
    'SELECT d.id AS "decisionId", d.department_id AS "departmentId", d.offence_id AS "offenceId", o.person_id AS "personId" FROM decision d JOIN offence o ON o.id = d.offence_id WHERE d.id = $1',
    [decisionId],
  );
  if (fine === undefined) throw new Error(`no fine ${decisionId}`);
  const offer = { payload: 'decision', judgmentFinalOn: undefined, preparedBy } as const;
  await desk.app.transactions.run(await desk.actor('treasurer'), async (tx) => {
    await desk.app.app.get(ClaimsService).offer(tx, fine, offer);
  });
}
