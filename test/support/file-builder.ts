import { formatDecisionNumber, ogmOf } from '../../src/kernel/decision-number';
import { newId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { appealWindow, type AppealMode } from '../../src/notifications/appeal-window.rules';
import type { UserActor } from './actors';
import { FileMoneyBuilder, noon, sha256, type BuiltFile } from './file-money-builder';

/** What of a fine is to exist, as far as it has come. Days are `YYYY-MM-DD`, everything happens at noon in Brussels. */
export interface FilePlan {
  readonly agent: UserActor;
  readonly familyName?: string;
  readonly givenNames?: string;
  readonly article?: '4bis' | '41bis';
  readonly draftedOn?: string;
  readonly returned?: { readonly by: UserActor; readonly on: string; readonly reason: string };
  readonly submittedOn?: string;
  readonly signed?: { readonly by: UserActor; readonly on: string; readonly counter: number };
  readonly notified?: { readonly on: string; readonly mode: AppealMode; readonly refused?: boolean };
  readonly outcome?: 'fine' | 'no-fine';
}

/** Lays down the rows of whole files by SQL, the way the services leave them, so that reading can be tried by itself. */
export class FileBuilder extends FileMoneyBuilder {
  async person(agent: UserActor, on: string, familyName: string, givenNames: string): Promise<string> {
    const id = newId<string>();
    await this.insert('person', {
      id,
      department_id: agent.departmentId,
      kind: 'natural',
      family_name: familyName,
      given_names: givenNames,
      latin_family_name: familyName,
      latin_given_names: givenNames,
      search_key: `${familyName} ${givenNames}`.toLowerCase(),
      birth_year: 1987,
      birth_month: 3,
      birth_day: 12,
      nationality: 'BR',
      sex: 'female',
      language: 'fr',
      office_file_number: '8765432',
      created_by: agent.id,
      created_at: noon(on),
      updated_at: noon(on),
    });
    await this.event(agent, on, 'person.registered', { subject_kind: 'person', subject_id: id, person_id: id });
    return id;
  }

  private async obligation(article: '4bis' | '41bis'): Promise<{ id: string; code: string }> {
    const code = article === '4bis' ? '4bis-1-border-crossing' : '41bis-report-presence';
    const [found] = await this.dataSource.query<{ id: string }[]>('SELECT id FROM obligation WHERE code = $1', [code]);
    if (found) return { id: found.id, code };
    const id = newId<string>();
    const definition =
      article === '4bis'
        ? { subject: 'border-crossing', paragraph: '1' }
        : { subject: 'presence-report', paragraph: null };
    await this.insert('obligation', { id, code, article, definition, valid_from: '2016-07-24' });
    return { id, code };
  }

  /** A file up to the point that the plan reaches, with its events. */
  async file(plan: FilePlan): Promise<BuiltFile> {
    const { agent, article = '4bis', draftedOn = '2026-10-12' } = plan;
    const personId = await this.person(
      agent,
      draftedOn,
      plan.familyName ?? 'EXEMPLE DA SILVA',
      plan.givenNames ?? 'Aline',
    );
    const offenceId = await this.offence(plan, personId, article, draftedOn);
    if (plan.outcome === 'no-fine')
      return { personId, offenceId, decisionId: '', number: undefined, communication: undefined };
    const decisionId = newId<string>();
    const parts = { year: Number(plan.signed?.on.slice(0, 4)), counter: plan.signed?.counter ?? 1 };
    const number = plan.signed && formatDecisionNumber({ department: 'BIF', ...parts });
    const communication = plan.signed && ogmOf(parts, 1);
    const returnId = newId<string>();
    await this.decision(plan, { decisionId, offenceId, returnId, draftedOn, number, communication });
    await this.decisionEvents(plan, { decisionId, offenceId, personId, returnId, draftedOn, number });
    if (plan.signed) await this.letter(agent.departmentId, decisionId, plan.signed.on);
    if (plan.notified) await this.notify(plan, { decisionId, offenceId, personId });
    return { personId, offenceId, decisionId, number, communication };
  }

  private async offence(plan: FilePlan, personId: string, article: '4bis' | '41bis', on: string): Promise<string> {
    const id = newId<string>();
    const { agent } = plan;
    const obligation = await this.obligation(article);
    await this.insert('offence', {
      id,
      department_id: agent.departmentId,
      person_id: personId,
      obligation_code: obligation.code,
      obligation_id: obligation.id,
      article,
      collection_basis: article === '4bis' ? '4bis' : '42octies',
      offender_category: article === '4bis' ? 'other-foreigner' : 'eu-citizen',
      facts_on: on,
      facts_at: '22:40',
      place: 'Port de plaisance de Nieuport, ponton 4',
      facts:
        'Arrivée par bateau privé en provenance du Royaume-Uni, en dehors des heures d’ouverture du point de passage.\nAucune présentation à la police de la navigation.',
      evidence: 'Procès-verbal avec photos du débarquement ; registre du port.',
      reporting_authority: 'Police de la navigation, Nieuport',
      report_reference: 'NI.55.L2.004711/2026',
      report_on: on,
      border: 'external',
      crossing_direction: 'entry',
      crossing_site: 'elsewhere',
      stated_opens_at: '08:00',
      stated_closes_at: '20:00',
      stated_hours_source: 'l’avis affiché au port',
      hearing_kind: 'heard',
      hearing_on: on,
      hearing_means: 'police-form',
      hearing_statement: 'Déclare avoir ignoré qu’il fallait se présenter avant de débarquer.',
      hearing_answer: 'L’obligation est affichée au ponton en quatre langues.',
      force_majeure: 'Aucune : la mer était calme et le bateau en bon état.',
      discretion:
        'Premier fait, mais débarquement de nuit sans aucun contact avec la police : une amende est opportune.',
      outcome: plan.outcome ?? 'fine',
      state: plan.outcome === 'no-fine' ? 'closed' : 'recorded',
      recorded_by: agent.id,
      recorded_at: noon(on),
    });
    await this.insert('liable_party', {
      offence_id: id,
      person_id: personId,
      department_id: agent.departmentId,
      capacity: 'offender',
    });
    const about = { subject_kind: 'offence', subject_id: id, case_id: id, person_id: personId };
    await this.event(agent, on, 'offence.recorded', about);
    if (plan.outcome === 'no-fine') await this.event(agent, on, 'offence.closed', about);
    return id;
  }

  private async decision(
    plan: FilePlan,
    ids: {
      decisionId: string;
      offenceId: string;
      returnId: string;
      draftedOn: string;
      number: string | undefined;
      communication: string | undefined;
    },
  ): Promise<void> {
    const { agent, returned, signed, notified } = plan;
    const submittedOn = plan.submittedOn ?? signed?.on;
    const delegation = signed && (await this.delegationOf(signed.by));
    await this.insert('decision', {
      id: ids.decisionId,
      department_id: agent.departmentId,
      offence_id: ids.offenceId,
      state: notified ? 'notified' : signed ? 'signed' : submittedOn ? 'submitted' : 'draft',
      language: 'fr',
      motivation:
        'Considérant que l’intéressée est entrée dans le Royaume en dehors de tout point de passage autorisé ;\nconsidérant qu’elle a été entendue et que ses explications ne l’exonèrent pas ;\nune amende administrative lui est infligée.',
      amount_cents: 20_000,
      repeat_order: 1,
      drafted_by: agent.id,
      drafted_at: noon(ids.draftedOn),
      submitted_by: submittedOn ? agent.id : null,
      submitted_at: submittedOn ? noon(submittedOn) : null,
      signed_by: signed?.by.id ?? null,
      signed_at: signed ? noon(signed.on) : null,
      signed_on: signed?.on ?? null,
      signer_name: signed ? 'Exemple Signataire' : null,
      signer_grade: signed ? 'Conseiller' : null,
      delegation_id: delegation ?? null,
      number: ids.number ?? null,
      structured_communication: ids.communication ?? null,
      notified_on: notified?.on ?? null,
      payable_from: notified?.on ?? null,
    });
    await this.insert('decision_author', {
      decision_id: ids.decisionId,
      user_id: agent.id,
      department_id: agent.departmentId,
      since: noon(ids.draftedOn),
    });
    if (returned)
      await this.insert('decision_return', {
        id: ids.returnId,
        decision_id: ids.decisionId,
        department_id: agent.departmentId,
        returned_by: returned.by.id,
        returned_at: noon(returned.on),
        reason: returned.reason,
      });
  }

  private async delegationOf(signatory: UserActor): Promise<string> {
    const [row] = await this.dataSource.query<{ id: string }[]>(
      'SELECT id FROM signature_delegation WHERE user_id = $1',
      [signatory.id],
    );
    if (!row) throw new Error('the signatory has no delegation');
    return row.id;
  }

  private async decisionEvents(
    plan: FilePlan,
    ids: {
      decisionId: string;
      offenceId: string;
      personId: string;
      returnId: string;
      draftedOn: string;
      number: string | undefined;
    },
  ): Promise<void> {
    const about = {
      subject_kind: 'decision',
      subject_id: ids.decisionId,
      case_id: ids.offenceId,
      person_id: ids.personId,
    };
    const { agent, returned, signed } = plan;
    const submittedOn = plan.submittedOn ?? signed?.on;
    await this.event(agent, ids.draftedOn, 'decision.drafted', {
      ...about,
      detail: { amountCents: 20_000, repeatOrder: 1 },
    });
    if (returned) await this.event(agent, returned.on, 'decision.submitted', about);
    if (returned)
      await this.event(returned.by, returned.on, 'decision.returned', { ...about, detail: { returnId: ids.returnId } });
    if (submittedOn) await this.event(agent, submittedOn, 'decision.submitted', about);
    if (signed) await this.event(signed.by, signed.on, 'decision.signed', { ...about, detail: { number: ids.number } });
  }

  private async letter(departmentId: string, decisionId: string, on: string): Promise<void> {
    const bytes = Buffer.alloc(48_211, `%PDF ${decisionId}`);
    await this.insert('document', {
      id: newId(),
      department_id: departmentId,
      decision_id: decisionId,
      kind: 'decision',
      language: 'fr',
      template_version: '1',
      media_type: 'application/pdf',
      bytes,
      sha256: sha256(bytes),
      created_at: noon(on),
    });
  }

  private async notify(
    plan: FilePlan,
    ids: { decisionId: string; offenceId: string; personId: string },
  ): Promise<void> {
    const { agent, notified } = plan;
    if (!notified) return;
    const window = appealWindow({ mode: notified.mode, date: legalDate(notified.on) });
    if (!window.ok) throw new Error(window.refusal.code);
    const notificationId = newId<string>();
    const receipt = notified.mode === 'hand' ? (notified.refused ? 'refused' : 'signed') : null;
    const opening_id = await this.opening(plan, ids, receipt);
    await this.insert('notification', {
      id: notificationId,
      opening_id,
      department_id: agent.departmentId,
      decision_id: ids.decisionId,
      addressee_id: ids.personId,
      channel: notified.mode,
      acted_on: notified.on,
      receipt,
      receipt_note: notified.refused ? 'A refusé de signer devant deux agents.' : '',
      first_day: window.value.firstDay,
      raw_end: window.value.rawEnd,
      last_day: window.value.lastDay,
      adverse_last_day: window.value.adverseLastDay,
      recorded_by: agent.id,
      recorded_at: noon(notified.on),
    });
    const about = {
      subject_kind: 'decision',
      subject_id: ids.decisionId,
      case_id: ids.offenceId,
      person_id: ids.personId,
    };
    await this.event(agent, notified.on, 'notification.recorded', { ...about, detail: { notificationId } });
    const receivable = await this.account('receivable', agent.departmentId, ids.decisionId);
    await this.post({
      from: await this.account('claims-raised', agent.departmentId),
      to: receivable,
      amountCents: 20_000,
      reason: 'charge-fine',
      causeId: notificationId,
      on: notified.on,
    });
    await this.event(agent, notified.on, 'fine.charged', { ...about, detail: { amountCents: 20_000 } });
  }

  /** The attempt and the record of the register by which the notification came about. */
  private async opening(
    { agent, notified }: FilePlan,
    { decisionId, personId }: { decisionId: string; personId: string },
    receipt: string | null,
  ): Promise<string> {
    if (!notified) throw new Error('an opening of nothing');
    const [id, attemptId] = [newId<string>(), newId<string>()];
    const recorded = {
      department_id: agent.departmentId,
      decision_id: decisionId,
      recorded_by: agent.id,
      recorded_at: noon(notified.on),
    };
    await this.insert('notification_attempt', {
      id: attemptId,
      ...recorded,
      addressee_id: personId,
      channel: notified.mode,
    });
    const kind = { hand: 'handed-over', post: 'sent', 'registered-ar': 'presented' }[notified.mode];
    const note = notified.refused ? 'A refusé de signer devant deux agents.' : '';
    await this.insert('notification_fact', {
      id,
      ...recorded,
      attempt_id: attemptId,
      kind,
      happened_on: notified.on,
      receipt,
      note,
    });
    return id;
  }
}
