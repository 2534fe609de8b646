import { readPdf } from '../../test/support/pdf-reader';
import { renderLetter } from '../documents/letter-pdf';
import { dispatchList } from './dispatch-list';
import type { MailBatchFile } from './mail.service';

const createdAt = new Date('2026-03-12T10:00:00Z');

function batchOf(recipient: string, address: string): MailBatchFile {
  const batch = { id: 'b1', channel: 'registered', preparedOn: '2026-03-12', preparedAt: createdAt };
  const item = { position: 1, reference: 'BIF-2026-000101-19/1', recipient, address, itemNumber: '', sha256Hex: 'a'.repeat(64) }; // prettier-ignore
  return { batch, items: [item] } as unknown as MailBatchFile;
}

const printed = async (file: MailBatchFile): Promise<string> =>
  (
    await readPdf(
      await renderLetter(
        dispatchList(file, 'fr', (key) => key),
        { createdAt },
      ),
    )
  ).text;

describe('the list that goes with a batch', () => {
  it('names a character in its place that no font shows, and prints the rest: never an empty box, never no list', async () => {
    const text = await printed(batchOf('Voorbeeld \u{1F9FF} Noor', 'Rue 王 1\n1000 Bruxelles'));
    for (const words of ['Voorbeeld [U+1F9FF] Noor', 'Rue [U+738B] 1, 1000 Bruxelles']) expect(text).toContain(words);
  });

  it('prints what can be printed as it is', async () => {
    expect(await printed(batchOf('Γιώργος Παπαδόπουλος', 'Kerkstraat 1'))).toContain('Γιώργος Παπαδόπουλος');
  });
});
