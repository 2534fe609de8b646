import { CLAIM_MACHINE } from '../../src/claims/claim.rules';
import { APPEAL_MACHINE } from '../../src/appeals/appeal.rules';
import { JUDGMENT_MACHINE } from '../../src/appeals/judgment.rules';
import { CORRECTION_MACHINE } from '../../src/corrections/correction.rules';
import { DECISION_MACHINE } from '../../src/decisions/decision.rules';
import { DEPOSIT_MACHINE } from '../../src/deposits/deposit.rules';
import { unreachableStates, type StateMachine } from '../../src/kernel/state-machine';
import { MAIL_BATCH_MACHINE } from '../../src/mail/mail-batch.rules';
import { MERGE_MACHINE } from '../../src/merges/merge.rules';
import { OFFENCE_MACHINE } from '../../src/offences/offence.rules';
import { TRANSFER_MACHINE } from '../../src/recovery/transfer.rules';
import { REFUND_BATCH_MACHINE } from '../../src/refunds/refund-batch.rules';
import { REFUND_REQUEST_MACHINE } from '../../src/refunds/refund-request.rules';
import { REFUND_MACHINE } from '../../src/refunds/refund.rules';
import { WRITE_OFF_MACHINE } from '../../src/refunds/write-off.rules';
import { UNDOING_REVERSAL_MACHINE } from '../../src/payments/undoing-reversal.rules';
import { TAKEOVER_MACHINE } from '../../src/takeover/takeover.machine';
import { expectGenerated } from '../support/generated-file';

/** Every machine of the product; a new one is added here and in docs/states.md by `npm run generate`. */
const MACHINES: readonly StateMachine<string, string>[] = [
  OFFENCE_MACHINE,
  DECISION_MACHINE,
  CORRECTION_MACHINE,
  MERGE_MACHINE,
  MAIL_BATCH_MACHINE,
  DEPOSIT_MACHINE,
  APPEAL_MACHINE,
  JUDGMENT_MACHINE,
  REFUND_MACHINE,
  REFUND_BATCH_MACHINE,
  REFUND_REQUEST_MACHINE,
  WRITE_OFF_MACHINE,
  UNDOING_REVERSAL_MACHINE,
  CLAIM_MACHINE,
  TRANSFER_MACHINE,
  TAKEOVER_MACHINE,
];

function drawn(machine: StateMachine<string, string>): string {
  const pairs = Object.entries(machine.transitions).flatMap(([from, verbs]) =>
    Object.entries(verbs).map(([verb, to]) => ({ from, verb, to: to ?? '' })),
  );
  const finals = Object.entries(machine.transitions)
    .filter(([, verbs]) => Object.keys(verbs).length === 0)
    .map(([state]) => state);
  return [
    `## ${machine.name}`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${machine.initial}`,
    ...pairs.map(({ from, verb, to }) => `  ${from} --> ${to}: ${verb}`),
    ...finals.map((state) => `  ${state} --> [*]`),
    '```',
    '',
    '| from | verb | to |',
    '|---|---|---|',
    ...pairs.map(({ from, verb, to }) => `| ${from} | ${verb} | ${to} |`),
    '',
    `Final: ${finals.join(', ')}.`,
    '',
  ].join('\n');
}

describe('docs/states.md', () => {
  it('is drawn from the transition tables', () => {
    expectGenerated(
      'docs/states.md',
      `# States\n\nDrawn from the tables in the sources; \`npm run generate\` brings it up to date.\n\n${MACHINES.map(drawn).join('\n')}`,
    );
  });

  it.each(MACHINES.map((machine) => [machine.name, machine] as const))('%s reaches every state', (_name, machine) => {
    expect(unreachableStates(machine)).toEqual([]);
  });
});
