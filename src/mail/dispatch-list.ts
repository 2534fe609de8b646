import { stringify } from 'csv-stringify/sync';
import { csvCell } from '../case-report/csv-cell.rules';
import { plain, type Definition, type LetterContent } from '../documents/letter-content';
import type { InterfaceLanguage } from '../kernel/language';
import type { MailBatchFile } from './mail.service';

/** The words of the list, in the language of the reader. */
export type ListTexts = (key: string, params?: Readonly<Record<string, string | number>>) => string;

const CSV_COLUMNS = ['position', 'reference', 'recipient', 'address', 'itemNumber', 'sha256'] as const;

/**
 * The list that goes with a batch, as a letter that `renderLetter` sets, tagged: each letter with its place, reference, addressee, address,
 * number of the post where it has one, and the hash of the letter as it was signed.
 */
export function dispatchList(
  { batch, items }: MailBatchFile,
  language: InterfaceLanguage,
  t: ListTexts,
): LetterContent {
  const title = t('mail.list.title');
  const channel = t(`register.channel.${batch.channel}`);
  return {
    language,
    templateVersion: 'dispatch-list-1',
    title,
    author: t('mail.list.office'),
    letterhead: { senderLines: [t('mail.list.office'), channel] },
    runningTitle: title,
    footer: t('mail.list.footer', { id: batch.id }),
    pageLabel: t('mail.list.page', { page: '{{page}}', pages: '{{pages}}' }),
    blocks: [
      { kind: 'heading', level: 1, text: title },
      {
        kind: 'references',
        cells: [
          { label: t('mail.list.prepared'), value: batch.preparedOn.split('-').reverse().join('/') },
          { label: t('mail.list.posted'), value: batch.postedOn?.split('-').reverse().join('/') ?? '–' },
          { label: t('mail.list.count'), value: String(items.length) },
        ],
      },
      { kind: 'definitions', rows: items.map((item) => lineOf(item, t)) },
    ],
  };
}

function lineOf(item: MailBatchFile['items'][number], t: ListTexts): Definition {
  return {
    term: `${item.position}. ${item.reference}`,
    values: [
      [{ text: item.recipient, bold: true }],
      plain(item.address.split('\n').join(', ')),
      plain(t('mail.list.number', { number: item.itemNumber === '' ? '………………………………' : item.itemNumber })),
      plain(`SHA-256 ${item.sha256Hex.slice(0, 32)} ${item.sha256Hex.slice(32)}`),
    ],
  };
}

/** The same list as CSV (UTF-8 with a byte order mark, commas, CRLF); no cell is read as a formula. */
export function dispatchCsv({ items }: MailBatchFile): string {
  const rows = items.map(({ position, reference, recipient, address, itemNumber, sha256Hex }) => ({
    position,
    reference,
    recipient: csvCell(recipient),
    address: csvCell(address.split('\n').join(', ')),
    itemNumber: csvCell(itemNumber),
    sha256: sha256Hex,
  }));
  return stringify(rows, { header: true, columns: [...CSV_COLUMNS], bom: true, record_delimiter: '\r\n' });
}
