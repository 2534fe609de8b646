import fc from 'fast-check';
import { MAX_REPORT_BYTES, readPain002 } from './pain002-reader';
import { answersOf } from './refund-batch.rules';

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.002.001.03';
const report = (inside: string, namespace = NAMESPACE): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="${namespace}"><CstmrPmtStsRpt>${inside}</CstmrPmtStsRpt></Document>`,
  );
const GROUP = '<OrgnlGrpInfAndSts><OrgnlMsgId>RB-1</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>';
const transfer = (id: string, status: string, reason = ''): string =>
  `<TxInfAndSts><OrgnlEndToEndId>${id}</OrgnlEndToEndId><TxSts>${status}</TxSts>${reason && `<StsRsnInf><Rsn><Cd>${reason}</Cd></Rsn></StsRsnInf>`}</TxInfAndSts>`;
const codeOf = (bytes: Uint8Array): string => {
  const outcome = readPain002(bytes);
  return outcome.ok ? 'read' : outcome.refusal.code;
};

describe('an answer of the bank (pain.002)', () => {
  it('says of each transfer what became of it', () => {
    const bytes = report(
      `${GROUP}<OrgnlPmtInfAndSts>${transfer('RF-1', 'RJCT', 'AC01')}${transfer('RF-2', 'ACSP')}</OrgnlPmtInfAndSts>`,
    );
    const outcome = readPain002(bytes);
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        messageId: 'RB-1',
        groupStatus: 'PART',
        transfers: [
          { endToEndId: 'RF-1', status: 'RJCT', reason: 'AC01' },
          { endToEndId: 'RF-2', status: 'ACSP', reason: '' },
        ],
      },
    });
  });

  it('of the whole message is said of each transfer that is not named by itself', () => {
    const rejected = readPain002(report(GROUP.replace('PART', 'RJCT')));
    if (!rejected.ok) throw new Error('not read');
    expect([...answersOf(rejected.value, ['RF-1'])]).toEqual([
      ['RF-1', { isRejected: true, status: 'RJCT', reason: '' }],
    ]);
  });

  it.each(['', '<TxSts></TxSts>'])('a transfer that is named without a status has that of the whole: %s', (status) => {
    const named = `<TxInfAndSts><OrgnlEndToEndId>RF-1</OrgnlEndToEndId>${status}</TxInfAndSts>`;
    const own = '<StsRsnInf><Rsn><Prtry>CLOSED</Prtry></Rsn></StsRsnInf>';
    const group = GROUP.replace('PART', 'RJCT').replace('</OrgnlGrpInfAndSts>', `${own}</OrgnlGrpInfAndSts>`);
    const rejected = readPain002(report(`${group}<OrgnlPmtInfAndSts>${named}</OrgnlPmtInfAndSts>`));
    if (!rejected.ok) throw new Error('not read');
    expect([...answersOf(rejected.value, ['RF-1'])]).toEqual([
      ['RF-1', { isRejected: true, status: 'RJCT', reason: 'CLOSED' }],
    ]);
  });

  it.each(['ACTC', 'ACCP', 'ACSP', 'ACSC', 'PDNG', 'PART'])(
    '%s is a stage on the way, and rejects nothing',
    (status) => {
      const read = readPain002(report(GROUP + transfer('RF-1', status)));
      if (!read.ok) throw new Error('not read');
      expect([...answersOf(read.value, ['RF-1', 'RF-2'])].map(([, { isRejected }]) => isRejected)).toEqual([
        false,
        false,
      ]);
    },
  );

  it.each([
    ['pain-doctype', Buffer.from(`<!DOCTYPE x><Document xmlns="${NAMESPACE}"/>`)],
    ['pain-version', report(GROUP, 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.02')],
    ['pain-no-original', report('')],
    ['pain-malformed', Buffer.from(`<Document xmlns="${NAMESPACE}"><CstmrPmtStsRpt>`)],
    ['pain-encoding', Buffer.from([0x3c, 0xff, 0xfe])],
    ['pain-depth', report('<a>'.repeat(40) + '</a>'.repeat(40))],
    ['pain-text-length', report(`<a>${'x'.repeat(2_001)}</a>`)],
    ['pain-too-large', Buffer.alloc(MAX_REPORT_BYTES + 1, 0x20)],
  ])('is refused: %s', (code, bytes) => {
    expect(codeOf(bytes)).toBe(code);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat({ max: 200 }), (noise, at) => {
        const whole = report(GROUP + transfer('RF-1', 'RJCT', 'AC01'));
        const bytes = Buffer.concat([whole.subarray(0, at), Buffer.from(noise), whole.subarray(at)]);
        expect(typeof readPain002(bytes).ok).toBe('boolean');
        expect(typeof readPain002(noise).ok).toBe('boolean');
      }),
    );
  });
});
