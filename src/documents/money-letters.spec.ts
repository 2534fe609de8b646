import { borderDecision, presenceDecision } from '../../test/support/letter-samples';
import { everyMoneyLetter } from '../../test/support/money-letters';
import { allNodes, formFieldsOf, placedTexts, readPdf } from '../../test/support/pdf-reader';
import type { Iban } from '../kernel/iban';
import { cents } from '../kernel/money';
import { decisionLetter } from './decision-letter';
import { depositCommunication, depositLetter } from './deposit-letter';
import { LETTER_LANGUAGES, type LetterContent } from './letter-content';
import { renderLetter } from './letter-pdf';
import {
  sampleCertificate,
  sampleDeposit,
  sampleReceipt,
  sampleRefund,
  sampleRefundRequest,
  sampleRefusedRefund,
} from './letter-samples.money';
import { paymentCertificate } from './payment-certificate';
import { paymentReceipt } from './payment-receipt';
import { refundLetter } from './refund-letter';
import { refundRefusalLetter } from './refund-refusal-letter';
import { REFUND_REQUEST_FIELDS, refundRequestForm } from './refund-request-form';

const createdAt = new Date('2026-03-12T10:00:00Z');
const pdf = (content: LetterContent): Promise<Buffer> => renderLetter(content, { createdAt });
const textOf = async (content: LetterContent): Promise<string> => (await readPdf(await pdf(content))).text;

describe.each(LETTER_LANGUAGES)('letters about money in %s', (language) => {
  it('are tagged, with bookmarks, the language told, and nothing painted outside marks', async () => {
    for (const content of everyMoneyLetter(borderDecision(language))) {
      const read = await readPdf(await pdf(content));
      expect(read).toMatchObject({ language: `${language}-BE`, unmarkedPainting: [], hasScript: false });
      expect(read.outline.length).toBeGreaterThan(2);
      const roles = new Set(allNodes(read.structure).map(({ role }) => role));
      expect([...roles]).toEqual(expect.arrayContaining(['H1', 'H2', 'P']));
    }
  });
});

describe('the letter to the Caisse des Dépôts (R3.4)', () => {
  it('says who pays, from which account, how much, for whom and why', async () => {
    const text = await textOf(depositLetter(sampleDeposit(borderDecision('fr'))));
    for (const words of [
      'Papadopoulos',
      'Odos Fantasias 12',
      'BE71 0961 2345 6769',
      '200,00 €',
      'PAPADOPOULOS Giorgos, date de naissance : 12/03/1987',
      'Grèce',
      'Motif de la consignation',
      'copie de la décision BIF-2026-000123-77',
    ])
      expect(text).toContain(words);
  });

  it('is the payer’s own: the Office has no letterhead on it', () => {
    const { letterhead } = depositLetter(sampleDeposit(borderDecision('fr')));
    expect(letterhead.office).toBeUndefined();
    expect(letterhead.senderLines[0]).toBe('PAPADOPOULOS Giorgos');
  });

  it('trap 13: gives as communication the names and birth date of whoever pays, not of the sanctioned person', async () => {
    const identity = {
      kind: 'person',
      surname: 'Modèle',
      firstName: 'Anna',
      latinSurname: 'Modèle',
      latinFirstName: 'Anna',
      birthDate: { year: 1990, month: 1, day: 2 },
    } as const;
    const deposit = sampleDeposit(borderDecision('fr'));
    const text = await textOf(depositLetter({ ...deposit, payer: { ...deposit.payer, identity } }));
    expect(text).toContain('Communication MODÈLE Anna 02/01/1990');
    expect(depositCommunication({ kind: 'organisation', name: 'Compagnie Modèle SA' })).toBe('Compagnie Modèle SA');
  });

  it('D3, trap 14: prints the account only when it is confirmed, and never one that does not validate', async () => {
    expect(await textOf(depositLetter(sampleDeposit(presenceDecision('fr'))))).toContain('BE58 6792 0030 3279');
    const unconfirmed = await textOf(depositLetter(sampleDeposit(borderDecision('fr'))));
    expect(unconfirmed).not.toContain('BE58');
    expect(unconfirmed).toContain('communique sur demande : inspection@exemple.invalid');
    const deposit = sampleDeposit(borderDecision('fr'));
    const payer = { ...deposit.payer, iban: 'BE58679200303270' as Iban };
    expect(() => depositLetter({ ...deposit, payer })).toThrow('iban-checksum');
  });

  it('bears the decision inside the file, described and related, the same bytes each time', async () => {
    const decision = await pdf(decisionLetter(borderDecision('fr')));
    const attachments = [
      { fileName: 'BIF-2026-000123-77.pdf', description: 'Décision', mediaType: 'application/pdf', bytes: decision },
    ] as const;
    const content = depositLetter(sampleDeposit(borderDecision('fr')));
    const bytes = await renderLetter(content, { createdAt, attachments });
    const { attachments: found } = await readPdf(bytes);
    expect(found.map(({ fileName }) => fileName)).toEqual(['BIF-2026-000123-77.pdf']);
    expect(found[0]?.bytes.equals(decision)).toBe(true);
    const raw = bytes.toString('latin1');
    for (const entry of ['/AFRelationship /Supplement', '/AF [', '/Subtype /application#2Fpdf', '/ModDate'])
      expect(raw).toContain(entry);
    expect((await renderLetter(content, { createdAt, attachments })).equals(bytes)).toBe(true);
  });
});

describe('the line above the address', () => {
  it.each(['fr', 'nl', 'de'] as const)(
    'R3.4: bears the reference and the address of whoever sends the deposit letter: %s',
    async (language) => {
      const deposit = sampleDeposit(borderDecision(language));
      const lineOf = async (addressLines: readonly string[]): Promise<string> => {
        const content = depositLetter({ ...deposit, payer: { ...deposit.payer, addressLines } });
        const placed = await placedTexts(await pdf(content), 1);
        const top = placed.find(({ text }) => text.startsWith(content.window?.reference ?? '-'));
        return top?.text ?? '';
      };
      const whole = deposit.payer.addressLines.join(', ');
      expect(await lineOf(deposit.payer.addressLines)).toContain(whole);
      const long = ['Avenue des Exemples Fictifs 123 boîte 45', '1000 Bruxelles', 'Belgique'];
      expect(await lineOf(long)).toContain(long.join(', '));
      expect(await lineOf([...long, ...long, ...long])).not.toContain(long[0]);
    },
  );
});

describe('receipt and certificate of payment', () => {
  it('say what was received, what of it is booked and what stays open', async () => {
    const text = await textOf(paymentReceipt(sampleReceipt(borderDecision('fr'))));
    for (const words of [
      'reçu 100,00 €',
      'Montant reçu en une fois 200,00 €',
      '2026/071, 3',
      'il reste 100,00 € à payer',
    ])
      expect(text).toContain(words);
  });

  it('leave out a name from the bank that no font shows, never an empty box', async () => {
    const data = borderDecision('fr');
    const [receipt, certificate] = [sampleReceipt(data), sampleCertificate(data)];
    const named = async (payerName: string): Promise<string[]> => [
      await textOf(paymentReceipt({ ...receipt, payment: { ...receipt.payment, payerName } })),
      await textOf(
        paymentCertificate({
          ...certificate,
          bookings: certificate.bookings.map((booking) => ({ ...booking, payerName })),
        }),
      ),
    ];
    for (const text of await named('Γιώργος')) expect(text).toContain('Γιώργος');
    for (const text of await named('王小明')) expect(text).not.toMatch(/Payé par|payé par/);
  });

  it('D26: of an advance say that it counts from the notification on', async () => {
    const receipt = sampleReceipt(borderDecision('nl'));
    const advance = { ...receipt, payment: { ...receipt.payment, isAdvance: true } };
    expect(await textOf(paymentReceipt(advance))).toContain('vóór de kennisgeving');
    const certificate = { ...sampleCertificate(borderDecision('nl')), beforeNotification: true };
    expect(await textOf(paymentCertificate(certificate))).toContain('vooraf is betaald');
  });

  it('certify a settled fine only when nothing is open, and add up', async () => {
    const certificate = sampleCertificate(borderDecision('de'));
    expect(await textOf(paymentCertificate(certificate))).toContain('vollständig bezahlt');
    const open = await textOf(paymentCertificate({ ...certificate, openCents: cents(50) }));
    expect(open).not.toContain('vollständig bezahlt');
    for (const words of ['Insgesamt gezahlt 200,00 €', 'Noch zu zahlen 0,50 €']) expect(open).toContain(words);
    const closed = await textOf(paymentCertificate({ ...certificate, waivedCents: cents(50) }));
    expect(closed).not.toContain('vollständig bezahlt');
    expect(closed).toContain('Nicht mehr gefordert 0,50 €');
  });
});

describe('letters of refunds', () => {
  it('say amount, ground and payee, the account masked', async () => {
    const text = await textOf(refundLetter(sampleRefund(borderDecision('fr'))));
    for (const words of ['rembourse 100,00 €', 'dépassait ce qui restait dû', 'BE71 … 6769'])
      expect(text).toContain(words);
    expect(text.replaceAll(' ', '')).not.toContain('BE71096123456769');
  });

  it('R5.5: mask a short number of another country too, and do without a fine', async () => {
    const { fine: _, ...refund } = sampleRefund(borderDecision('fr'));
    const text = await textOf(
      refundLetter({ ...refund, ground: 'notADebt', payee: { name: 'X', account: '12 345 678' } }),
    );
    expect(text).toContain('… 678');
    expect(text).not.toContain('345');
    expect(text).not.toContain('Personne sanctionnée');
  });

  it('D12: a refusal says what was asked, why not, and what can be done against it', async () => {
    const text = await textOf(refundRefusalLetter(sampleRefusedRefund(borderDecision('fr'))));
    for (const words of [
      'ne rembourse pas',
      'tribunal de première instance',
      'médiateur fédéral',
      'ignorait les heures',
    ])
      expect(text).toContain(words);
  });
});

describe('the form of a request under article 4bis §1 (R5, type A)', () => {
  it.each(LETTER_LANGUAGES)('has in %s fields with a name and a hint, each in the structure', async (language) => {
    const bytes = await pdf(refundRequestForm(sampleRefundRequest(borderDecision(language))));
    const fields = await formFieldsOf(bytes);
    const { decision: _, ...asked } = REFUND_REQUEST_FIELDS;
    const ticks = ['paidToOffice', 'deposited', 'proof', 'other'];
    expect(fields.map(({ name }) => name).sort()).toEqual([...Object.values(asked).flat(), 'reason', ...ticks].sort());
    for (const { hint } of fields) expect(hint.length).toBeGreaterThan(10);
    const { structure } = await readPdf(bytes);
    expect(allNodes(structure).filter(({ role }) => role === 'Form')).toHaveLength(fields.length);
    expect(bytes.toString('latin1')).not.toContain('NeedAppearances');
  });

  it('asks for the decision where it is made out for none', async () => {
    const { fine: _, ...blank } = sampleRefundRequest(borderDecision('fr'));
    const names = (await formFieldsOf(await pdf(refundRequestForm(blank)))).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...REFUND_REQUEST_FIELDS.decision]));
  });
});
