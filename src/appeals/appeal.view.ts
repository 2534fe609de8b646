import type { Config } from '../platform/config/config';
import { apiLink, withoutNulls } from '../platform/http/api-links';
import { camelCase } from '../platform/http/problem';
import type { JudgmentRow } from './appeals.repository';
import type { AppealFile, AppealOnFile } from './appeal-files.service';
import type { RegistryCheckPage, ShownCheck } from './registry-checks.service';

type Resource = Readonly<Record<string, unknown>>;

/** The inquiries at the registry about a decision, and what of its window they are weighed against (D7, D20). */
export function registryChecksResource(config: Config, page: RegistryCheckPage): Resource {
  const { decisionId: id, lastDay, marginEndsOn, hasOpenAppeal, checks } = page;
  return withoutNulls({
    self: apiLink(config, `/decisions/${id}/registryChecks`),
    decision: { href: apiLink(config, `/decisions/${id}`), id },
    adverseLastDay: lastDay,
    marginEndsOn,
    hasOpenAppeal,
    items: checks.map((check) => checkItem(check, apiLink(config, `/decisions/${id}/registryChecks`))),
  });
}

function checkItem(
  { id, courtCode, checkedOn, note, checkedByName, counts, mistake }: ShownCheck,
  href: string,
): Resource {
  return withoutNulls({
    href,
    id,
    courtCode,
    checkedOn,
    note: given(note),
    checkedBy: checkedByName,
    counts,
    mistake: mistake && { on: mistake.on, notedBy: mistake.byName, reason: mistake.reason },
  });
}

/** An appeal of the API, with its decisions and judgments. */
export function appealResource(config: Config, { appeal, courtMonthEnd, lines, judgments }: AppealFile): Resource {
  return withoutNulls({
    self: apiLink(config, `/appeals/${appeal.id}`),
    id: appeal.id,
    lodgedOn: appeal.lodgedOn,
    learnedOn: appeal.learnedOn,
    courtCode: appeal.courtCode,
    divisionCode: given(appeal.divisionCode),
    docketNumber: given(appeal.docketNumber),
    appellant: camelCase(appeal.appellant),
    appellantName: given(appeal.appellantName),
    note: given(appeal.note),
    courtMonthEndsOn: courtMonthEnd,
    recordedBy: appeal.recordedByName,
    recordedAt: appeal.recordedAt.toISOString(),
    version: appeal.version,
    decisions: lines.map((line) => lineResource(config, line)),
    judgments: judgments.map(judgmentResource),
  });
}

function lineResource(config: Config, line: AppealOnFile): Resource {
  const { isLate, reason, lastDay, daysLate } = line.timeliness;
  return withoutNulls({
    decision: { href: apiLink(config, `/decisions/${line.decisionId}`), id: line.decisionId },
    decisionNumber: line.decisionNumber,
    state: camelCase(line.state),
    late: isLate,
    timeliness: camelCase(reason),
    lastDay,
    daysLate,
    courtMonthPassed: line.isCourtMonthPassed,
    closedOn: line.closedOn,
    otherAppeals: line.others.map(({ appealId }) => ({ href: apiLink(config, `/appeals/${appealId}`), id: appealId })),
  });
}

function judgmentResource(judgment: JudgmentRow): Resource {
  return withoutNulls({
    id: judgment.id,
    decisionId: judgment.decisionId,
    stage: camelCase(judgment.stage),
    state: camelCase(judgment.state),
    judgedOn: judgment.judgedOn,
    reference: judgment.reference,
    isAdmissible: judgment.isAdmissible,
    isWellFounded: judgment.isWellFounded,
    outcome: camelCase(judgment.outcome),
    reducedToCents: judgment.reducedToCents,
    damagesCents: judgment.damagesCents,
    costsCents: judgment.costsCents,
    note: given(judgment.note),
    orderReason: given(judgment.orderReason),
    finalOn: judgment.finalOn,
    finalEvidence: given(judgment.finalEvidence),
    recordedBy: judgment.recordedByName,
    decidedBy: judgment.decidedByName,
    decidedAt: judgment.decidedAt?.toISOString(),
    refusalReason: judgment.refusalReason,
    cancelledCents: judgment.cancelledCents,
    owedBackCents: judgment.owedBackCents,
    restoredCents: judgment.restoredCents,
    replacedBy: judgment.replacedBy,
    remedyDocketNumber: judgment.remedyDocket,
  });
}

function given(text: string): string | undefined {
  return text === '' ? undefined : text;
}
