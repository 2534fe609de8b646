import { formatIban, type Iban } from '../kernel/iban';
import type { Definition } from '../documents/letter-content';
import type { ReportRow } from './case-report.repository';
import {
  bold,
  centsIn,
  coded,
  dayIn,
  joined,
  labelled,
  list,
  row,
  textIn,
  type ReportOnPaper,
  type ReportTexts,
} from './report-rows';

/** Each line of the bank as it came, and what of it was booked on this fine. */
export function bankRows(report: ReportOnPaper, texts: ReportTexts): Definition[] {
  const { t, date, money } = texts;
  return list(report, 'movements').map((movement) => {
    const line = (movement['bankLine'] ?? {}) as ReportRow;
    const statement = `${textIn(line, 'statementYear')}/${textIn(line, 'statementSequence').padStart(3, '0')}`;
    const booked = list(report, 'bookings').filter(({ movementId }) => movementId === movement['id']);
    const sign = movement['direction'] === 'debit' ? -1 : 1;
    return row(
      `${statement}, ${textIn(movement, 'sequence')}`,
      bold(`${date(textIn(movement, 'entryOn'))} · ${money(sign * centsIn(movement, 'amountCents'))}`),
      textIn(line, 'iban'),
      joined(textIn(movement, 'counterpartyName'), textIn(movement, 'counterpartyAccount')),
      textIn(movement, 'communication').replace(/\s+/g, ' '),
      coded(texts, 'codes.state.movement', textIn(movement, 'state')),
      ...booked.map((booking) => {
        const params = { on: textIn(booking, 'bookedOn'), amountCents: centsIn(booking, 'amountCents') };
        const reversal = textIn(booking, 'reversalReason');
        return reversal === ''
          ? t('report.paper.booked', params)
          : t('report.paper.reversed', { ...params, reason: reversal });
      }),
      ...refundsOfLine(report, movement).map((refund) => refundOfLine(refund, texts)),
    );
  });
}

/** The refunds that a line of the bank is in: what came and goes back, what left, what returned. */
function refundsOfLine(report: ReportOnPaper, movement: ReportRow): readonly ReportRow[] {
  const { id } = movement;
  const orders = list(report, 'refundOrders').filter(
    ({ settledMovementId, returnedMovementId }) => settledMovementId === id || returnedMovementId === id,
  );
  const ordered = new Set(orders.map(({ refundId }) => refundId));
  return list(report, 'refunds').filter((refund) => refund['movementId'] === id || ordered.has(refund['id']));
}

function refundOfLine(refund: ReportRow, texts: ReportTexts): string {
  const said = joined(
    texts.money(centsIn(refund, 'amountCents')),
    coded(texts, 'refunds.ground', textIn(refund, 'ground')),
    coded(texts, 'codes.state.refund', textIn(refund, 'state')),
  );
  return labelled(texts, 'report.paper.what.refund', said);
}

/** The postings of the fine, and those made for its lines of the bank, refunds and claims on accounts that are not its own. */
export function postingRows(report: ReportOnPaper, texts: ReportTexts): Definition[] {
  const { postings } = report.page.money;
  const shown = new Set(postings.map(({ position }) => position));
  const others = list(report, 'ledgerPostings');
  const reversed = new Set(others.map(({ reversesId }) => reversesId));
  const lines = [
    ...postings.map((line) => ({
      ...line,
      from: texts.message(line.from),
      to: texts.message(line.to),
      reason: texts.message(line.reason),
    })),
    ...others
      .filter((each) => !shown.has(textIn(each, 'position')))
      .map((each) => ({
        position: textIn(each, 'position'),
        postedOn: textIn(each, 'postedOn'),
        amountCents: centsIn(each, 'amountCents'),
        from: coded(texts, 'codes.ledgerAccount', textIn(each, 'fromKind')),
        to: coded(texts, 'codes.ledgerAccount', textIn(each, 'toKind')),
        reason: coded(texts, 'file.posting', textIn(each, 'reason')),
        reversed: reversed.has(each['id']),
      })),
  ].sort((one, other) => Number(one.position) - Number(other.position));
  const { t, date, money } = texts;
  return lines.map((line) =>
    row(
      t('report.paper.posting', { position: line.position }),
      bold(`${date(line.postedOn)} · ${money(line.amountCents)}`),
      `${line.from} → ${line.to}`,
      `${line.reason}${line.reversed ? ` (${t('file.postings.reversed')})` : ''}`,
    ),
  );
}

/** What was paid on the fine and not taken back, and what went back, to whom and when; the lines of the bank are in a part of their own. */
export function paidAndRefundedRows(report: ReportOnPaper, texts: ReportTexts): Definition[] {
  const { t, date, money } = texts;
  const of = (name: string): string => t(`report.paper.what.${name}`);
  const state = (machine: string, item: ReportRow) => bold(coded(texts, `codes.state.${machine}`, textIn(item, 'state'))); // prettier-ignore
  const payments = list(report, 'bookings')
    .filter((booking) => textIn(booking, 'reversedAt') === '')
    .map((item) => row(of('payment'), bold(money(centsIn(item, 'amountCents'))), date(textIn(item, 'bookedOn'))));
  const requests = list(report, 'refundRequests').map(
    (item) =>
    row(of('refund-request'), state('refund-request', item), dayIn(item, 'receivedOn', texts), textIn(item, 'decisionReason')), // prettier-ignore
  );
  const refunds = list(report, 'refunds').map((item) => {
    const payee = list(report, 'refundPayees').find(({ id }) => id === item['payeeId']) ?? {};
    const settled = list(report, 'refundOrders').find((order) => order['refundId'] === item['id'] && order['state'] === 'settled'); // prettier-ignore
    const debit = list(report, 'movements').find(({ id }) => id === settled?.['settledMovementId']);
    return row(
      of('refund'),
      state('refund', item),
      money(centsIn(item, 'amountCents')),
      coded(texts, 'refunds.ground', textIn(item, 'ground')),
      joined(textIn(payee, 'name'), formatIban(textIn(payee, 'iban') as Iban)),
      debit === undefined ? '' : t('report.paper.paidOut', { on: textIn(debit, 'entryOn') }),
    );
  });
  return [...payments, ...requests, ...refunds];
}
