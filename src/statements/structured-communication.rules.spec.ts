import { credit, statementDraft } from '../../test/support/coda-builder';
import { readCoda } from '../../test/support/whole-statements';
import { writeCoda } from './coda-writer';
import { communicationText, hasValidReference } from './structured-communication.rules';
import type { Communication } from './statement.model';

/** As it comes back out of a file. */
function read(type: string, text: string): Communication {
  const movements = [credit({ communication: { kind: 'structured', type, text } })];
  const outcome = readCoda(writeCoda([statementDraft({ movements })]));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value.statements[0]!.movements[0]!.communication;
}

describe('structured communications (CODA 2.6)', () => {
  it.each<[string, string, string, boolean | undefined]>([
    ['100', 'RF18539007547034', 'RF18 5390 0754 7034', true],
    ['100', 'RF19539007547034', 'RF19 5390 0754 7034', false],
    ['101', '090933755493', '+++090/9337/55493+++', true],
    ['101', '090933755494', '+++090/9337/55494+++', false],
    ['102', '090933755493', '+++090/9337/55493+++', true],
    ['103', '000000123456', '000000123456', undefined],
    ['105', '000000000020000000000000021500EUR', '000000000020000000000000021500EUR', undefined],
    ['111', '1000123  001 010926', '1000123 001 010926', undefined],
    ['114', '1000123001000042010926 1204 BUREAU GUICHET 3  BRUXELLES', '1000123001000042010926 1204 BUREAU GUICHET 3 BRUXELLES', undefined],
    ['115', '6703000000000000001 000123', '6703000000000000001 000123', undefined],
    ['127', '010926110 BE99ZZZ0123456789', '010926110 BE99ZZZ0123456789', undefined],
  ])('type %s, %s', (type, text, shown, isValid) => {
    const communication = read(type, text);
    expect(communication).toEqual({ kind: 'structured', type, text });
    expect([communicationText(communication), hasValidReference(communication)]).toEqual([shown, isValid]);
  }); // prettier-ignore

  it('free text stays as it is', () => {
    expect(communicationText({ kind: 'free', text: 'BIF  EXEMPLE' })).toBe('BIF  EXEMPLE');
    expect(hasValidReference({ kind: 'free', text: 'RF18539007547034' })).toBeUndefined();
  });
});
