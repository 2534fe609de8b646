import type { Definition, RichText } from '../documents/letter-content';
import type { ReportRow } from './case-report.repository';
import { paidAndRefundedRows } from './report-money';
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
import { claimEventInWords } from './report-words';

/** Payments, deposits, refunds, appeals, judgments, write-offs, holds and claims: what followed the decision, each with its state. */
export function afterwardsRows(report: ReportOnPaper, texts: ReportTexts): Definition[] {
  const { t, date, money } = texts;
  const state = (machine: string, item: ReportRow): RichText =>
    bold(coded(texts, `codes.state.${machine}`, textIn(item, 'state')));
  const of = (name: string): string => t(`report.paper.what.${name}`);
  const claims = list(report, 'claims').flatMap((item) => [
    row(of('claim'), state('claim', item), date(textIn(item, 'offeredOn')), money(centsIn(item, 'offeredCents'))),
    ...list(report, 'claimEvents')
      .filter(({ claimId }) => claimId === item['id'])
      .map((event) => row(of('claim-event'), date(textIn(event, 'recordedOn')), ...claimEventInWords(event, texts))),
  ]);
  return [
    ...paidAndRefundedRows(report, texts),
    ...list(report, 'deposits').map((item) => depositRow(item, texts)),
    ...list(report, 'appeals').map((item) => appealRow(item, report, texts)),
    ...list(report, 'judgments').map((item) => judgmentRow(item, texts)),
    ...list(report, 'writeOffs').map((item) =>
      row(of('write-off'), state('write-off', item), money(centsIn(item, 'amountCents')), textIn(item, 'reason')),
    ),
    ...list(report, 'recoveryHolds').map((item) =>
      row(of('hold'), date(textIn(item, 'fromOn')), textIn(item, 'reason')),
    ),
    ...claims,
  ];
}

/** A deposit: by whom, announced and held, its number with the Caisse, and where the money went. */
function depositRow(item: ReportRow, texts: ReportTexts): Definition {
  const said = (key: string, value: string): string => labelled(texts, `deposits.${key}`, value);
  const { money } = texts;
  return row(
    texts.t('report.paper.what.deposit'),
    bold(coded(texts, 'codes.state.deposit', textIn(item, 'state'))),
    said('column.payer', [textIn(item, 'payerFamilyName'), textIn(item, 'payerGivenNames')].filter(Boolean).join(', ')),
    said('field.announcedOn.label', joined(dayIn(item, 'announcedOn', texts), money(centsIn(item, 'amountCents')))),
    said('page.heldOn', joined(dayIn(item, 'heldOn', texts), centsSaid(item, 'heldCents', texts))),
    said('field.cdcReference.label', textIn(item, 'cdcReference')),
    said('page.toState', centsSaid(item, 'toStateCents', texts)),
    said('page.toPayer', centsSaid(item, 'toPayerCents', texts)),
    said('page.endedOn', joined(dayIn(item, 'endedOn', texts), textIn(item, 'endReason'))),
  );
}

/** An appeal: its days, who brought it before which court, and that it came late, by the notifications that stand (R4.1). */
function appealRow(item: ReportRow, report: ReportOnPaper, texts: ReportTexts): Definition {
  const said = (key: string, value: string): string => labelled(texts, `appeals.${key}`, value);
  const shown = report.page.appeals.find(({ href }) => href === `/appeals/${textIn(item, 'id')}`);
  const names = (item['courtNames'] ?? {}) as ReportRow;
  const divisions = (item['divisionNames'] ?? {}) as ReportRow;
  const court = textIn(names, report.language);
  return row(
    texts.t('report.paper.what.appeal'),
    shown && bold(coded(texts, 'codes.state.appeal', shown.state)),
    said('field.lodgedOn.label', dayIn(item, 'lodgedOn', texts)),
    said('field.learnedOn.label', dayIn(item, 'learnedOn', texts)),
    said(
      'field.court.label',
      joined(court === '' ? textIn(item, 'courtCode') : court, textIn(divisions, report.language)),
    ),
    said('field.docketNumber.label', textIn(item, 'docketNumber')),
    said(
      'field.appellant.label',
      joined(coded(texts, 'appeals.appellant', textIn(item, 'appellant')), textIn(item, 'appellantName')),
    ),
    shown?.lateAfter === undefined ? undefined : texts.t('appeals.file.late', { lastDay: shown.lateAfter }),
    textIn(item, 'note'),
  );
}

/** A judgment with all that it says and does, in figures (R4.7). */
function judgmentRow(item: ReportRow, texts: ReportTexts): Definition {
  const { t } = texts;
  const said = (key: string, value: string): string => labelled(texts, `appeals.${key}`, value);
  const cents = (name: string): string => centsSaid(item, name, texts);
  const yesOrNo = (name: string): string => t(item[name] === true ? 'appeals.yes' : 'appeals.no');
  return row(
    t('report.paper.what.judgment'),
    bold(coded(texts, 'codes.state.judgment', textIn(item, 'state'))),
    said('field.judgedOn.label', dayIn(item, 'judgedOn', texts)),
    said('field.stage.label', coded(texts, 'appeals.stage', textIn(item, 'stage'))),
    textIn(item, 'reference'),
    said('field.isAdmissible.label', yesOrNo('isAdmissible')),
    said('field.isWellFounded.label', yesOrNo('isWellFounded')),
    said('field.outcome.label', coded(texts, 'appeals.outcome', textIn(item, 'outcome'))),
    // What is left may be nothing at all: said wherever the court set an amount.
    item['reducedToCents'] === undefined
      ? ''
      : said('field.reducedToCents.label', texts.money(centsIn(item, 'reducedToCents'))),
    said('field.damagesCents.label', cents('damagesCents')),
    said('field.costsCents.label', cents('costsCents')),
    said('field.finalOn.label', dayIn(item, 'finalOn', texts) || t('appeals.page.notFinal')),
    said('page.cancelled', cents('cancelledCents')),
    said('page.owedBack', cents('owedBackCents')),
    textIn(item, 'note'),
  );
}

/** An amount of an item; empty for nothing. */
function centsSaid(item: ReportRow, name: string, { money }: ReportTexts): string {
  const cents = centsIn(item, name);
  return cents === 0 ? '' : money(cents);
}
