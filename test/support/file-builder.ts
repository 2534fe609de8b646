import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { formatDecisionNumber, ogmOf } from '../../src/kernel/decision-number';
import { newId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { appealWindow, type AppealMode } from '../../src/notifications/appeal-window.rules';
import type { UserActor } from './actors';

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

export interface BuiltFile {
  readonly personId: string;
  readonly offenceId: string;
  readonly decisionId: string;
  readonly number: string | undefined;
  readonly communication: string | undefined;
}

/** A payment on a built file; each stands on a statement of its own. */
export interface PaymentPlan {
  readonly cashier: UserActor;
  readonly on: string;
  readonly sequence: number;
  readonly amountCents: number;
  /** Present when a person booked it. */
  readonly motive?: string;
  readonly asAdvance?: boolean;
}

const noon = (day: string): string => `${day}T11:00:00Z`;
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** Lays down the rows of whole files by SQL, the way the services leave them, so that reading can be tried by itself. */
export class FileBuilder {
  private readonly accounts = new Map<string, string>();

  constructor(private readonly dataSource: DataSource) {}

  /** Inserts one row; the column names are the keys. */
  async insert(table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
    const columns = Object.keys(row);
    const places = columns.map((_, index) => `$${index + 1}`).join(', ');
    await this.dataSource.query(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`,
      Object.values(row).map((value) =>
        typeof value === 'object' && value !== null && !Buffer.isBuffer(value) ? JSON.stringify(value) : value,
      ),
    );
  }

  async event(actor: UserActor | 'matching', day: string, type: string, about: Readonly<Record<string, unknown>>): Promise<void> {
    await this.insert('event_log', {
      id: newId(),
      occurred_at: noon(day),
      occurred_on: day,
      actor_kind: actor === 'matching' ? 'system' : 'user',
      actor_id: actor === 'matching' ? 'matching' : actor.id,
      department_id: actor === 'matching' ? null : actor.departmentId,
      type,
      detail: {},
      trace_id: newId(),
      ...about,
    });
  }

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
      article === '4bis' ? { subject: 'border-crossing', paragraph: '1' } : { subject: 'presence-report', paragraph: null };
    await this.insert('obligation', { id, code, article, definition, valid_from: '2016-07-24' });
    return { id, code };
  }

  /** A file up to the point that the plan reaches, with its events. */
  async file(plan: FilePlan): Promise<BuiltFile> {
    const { agent, article = '4bis', draftedOn = '2026-10-12' } = plan;
    const personId = await this.person(agent, draftedOn, plan.familyName ?? 'EXEMPLE DA SILVA', plan.givenNames ?? 'Aline');
    const offenceId = await this.offence(plan, personId, article, draftedOn);
    if (plan.outcome === 'no-fine') return { personId, offenceId, decisionId: '', number: undefined, communication: undefined };
    const decisionId = newId<string>();
    const parts = { year: Number(plan.signed?.on.slice(0, 4)), counter: plan.signed?.counter ?? 1 };
    const number = plan.signed && formatDecisionNumber({ department: 'BIF', ...parts });
    const communication = plan.signed && ogmOf(parts, 1);
    await this.decision(plan, { decisionId, offenceId, draftedOn, number, communication });
    await this.decisionEvents(plan, { decisionId, offenceId, personId, draftedOn, number });
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
      discretion: 'Premier fait, mais débarquement de nuit sans aucun contact avec la police : une amende est opportune.',
      outcome: plan.outcome ?? 'fine',
      state: plan.outcome === 'no-fine' ? 'closed' : 'recorded',
      recorded_by: agent.id,
      recorded_at: noon(on),
    });
    await this.insert('liable_party', { offence_id: id, person_id: personId, department_id: agent.departmentId, capacity: 'offender' });
    const about = { subject_kind: 'offence', subject_id: id, case_id: id, person_id: personId };
    await this.event(agent, on, 'offence.recorded', about);
    if (plan.outcome === 'no-fine') await this.event(agent, on, 'offence.closed', about);
    return id;
  }

  private async decision(
    plan: FilePlan,
    ids: { decisionId: string; offenceId: string; draftedOn: string; number: string | undefined; communication: string | undefined },
  ): Promise<void> {
    const { agent, returned, signed, notified } = plan;
    const submittedOn = plan.submittedOn ?? signed?.on;
    // A submission wipes the return that it answers.
    const standing = submittedOn === undefined ? returned : undefined;
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
      returned_by: standing?.by.id ?? null,
      returned_at: standing ? noon(standing.on) : null,
      return_reason: standing?.reason ?? null,
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
  }

  private async delegationOf(signatory: UserActor): Promise<string> {
    const [row] = await this.dataSource.query<{ id: string }[]>('SELECT id FROM signature_delegation WHERE user_id = $1', [signatory.id]);
    if (!row) throw new Error('the signatory has no delegation');
    return row.id;
  }

  private async decisionEvents(
    plan: FilePlan,
    ids: { decisionId: string; offenceId: string; personId: string; draftedOn: string; number: string | undefined },
  ): Promise<void> {
    const about = { subject_kind: 'decision', subject_id: ids.decisionId, case_id: ids.offenceId, person_id: ids.personId };
    const { agent, returned, signed } = plan;
    const submittedOn = plan.submittedOn ?? signed?.on;
    await this.event(agent, ids.draftedOn, 'decision.drafted', { ...about, detail: { amountCents: 20_000, repeatOrder: 1 } });
    if (returned) await this.event(agent, returned.on, 'decision.submitted', about);
    if (returned) await this.event(returned.by, returned.on, 'decision.returned', about);
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

  private async notify(plan: FilePlan, ids: { decisionId: string; offenceId: string; personId: string }): Promise<void> {
    const { agent, notified } = plan;
    if (!notified) return;
    const window = appealWindow({ mode: notified.mode, date: legalDate(notified.on) });
    if (!window.ok) throw new Error(window.refusal.code);
    const notificationId = newId<string>();
    const receipt = notified.mode === 'hand' ? (notified.refused ? 'refused' : 'signed') : null;
    await this.insert('notification', {
      id: notificationId,
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
    const about = { subject_kind: 'decision', subject_id: ids.decisionId, case_id: ids.offenceId, person_id: ids.personId };
    await this.event(agent, notified.on, 'notification.recorded', { ...about, detail: { notificationId } });
    const receivable = await this.account('receivable', agent.departmentId, ids.decisionId);
    await this.post(await this.account('claims-raised', agent.departmentId), receivable, 20_000, 'charge-fine', notificationId, notified.on);
    await this.event(agent, notified.on, 'fine.charged', { ...about, detail: { amountCents: 20_000 } });
  }

  /** Money on a built file: statement, movement, booking and postings, with their events. Answers the id of the booking. */
  async payment(file: BuiltFile, plan: PaymentPlan): Promise<string> {
    const { statementId, movementId, departmentId } = await this.movement(plan, { state: 'booked', allocated: plan.amountCents, communication: `+++${file.communication ?? ''}+++` });
    const allocationId = newId<string>();
    const to = await this.account(plan.asAdvance ? 'advances' : 'receivable', departmentId, file.decisionId);
    const suspense = await this.account('suspense', departmentId);
    const reason = plan.asAdvance ? 'allocate-advance' : 'allocate';
    const entryId = await this.post(to, suspense, plan.amountCents, reason, allocationId, plan.on);
    if (!plan.asAdvance)
      await this.post(await this.account('revenue', departmentId), await this.account('claims-raised', departmentId), plan.amountCents, reason, allocationId, plan.on, { entryId });
    await this.insert('allocation', {
      id: allocationId,
      department_id: departmentId,
      movement_id: movementId,
      decision_id: file.decisionId,
      amount_cents: plan.amountCents,
      kind: plan.motive === undefined ? 'automatic' : 'manual',
      as_advance: plan.asAdvance ?? false,
      reason: plan.motive === undefined ? { code: 'structured-reference', params: {} } : { code: 'manual', motive: plan.motive },
      ledger_entry_id: entryId,
      booked_by: plan.motive === undefined ? null : plan.cashier.id,
      booked_at: noon(plan.on),
      booked_on: plan.on,
    });
    await this.event(plan.cashier, plan.on, 'statement.accepted', { subject_kind: 'statement', subject_id: statementId });
    await this.event(plan.motive === undefined ? 'matching' : plan.cashier, plan.on, plan.asAdvance ? 'payment.advanced' : 'payment.allocated', {
      subject_kind: 'allocation',
      subject_id: allocationId,
      case_id: file.offenceId,
      person_id: file.personId,
      detail: { amountCents: plan.amountCents },
    });
    return allocationId;
  }

  /** A movement on a statement of its own; in suspense unless told otherwise. */
  async movement(
    plan: Pick<PaymentPlan, 'cashier' | 'on' | 'sequence' | 'amountCents'>,
    as: { state?: string; allocated?: number; communication?: string; statementState?: string } = {},
  ): Promise<{ statementId: string; movementId: string; departmentId: string }> {
    const { departmentId } = plan.cashier;
    const bankAccountId = await this.bankAccount(departmentId);
    const fileId = newId<string>();
    const bytes = Buffer.from(`statement ${plan.sequence} ${fileId}`);
    await this.insert('statement_file', {
      id: fileId, department_id: departmentId, name: 'statement.cod', format: 'coda', bytes, sha256: sha256(bytes), fingerprint: sha256(bytes),
      received_by: plan.cashier.id, received_at: noon(plan.on),
    }); // prettier-ignore
    const statementId = newId<string>();
    await this.insert('statement', {
      id: statementId, department_id: departmentId, file_id: fileId, position_in_file: 1, bank_account_id: bankAccountId,
      state: as.statementState ?? 'accepted', year: 2026, sequence: plan.sequence, opening_cents: 0, closing_cents: plan.amountCents,
      closing_on: plan.on, created_on: plan.on, duplicate_flag: false, separate_application: '', movement_count: 1,
      credit_cents: plan.amountCents, debit_cents: 0,
    }); // prettier-ignore
    const movementId = newId<string>();
    await this.insert('movement', {
      id: movementId, department_id: departmentId, statement_id: statementId, bank_account_id: bankAccountId, ordinal: 1, sequence: 3, detail: 0, line: 4,
      direction: 'credit', amount_cents: plan.amountCents, value_on: plan.on, entry_on: plan.on, transaction_code: '00150000',
      communication_kind: 'free', communication: as.communication ?? 'AMENDE 12/03/1987', counterparty_name: 'VOORBEELD PAYEUR',
      state: as.state ?? 'suspense', allocated_cents: as.allocated ?? 0,
    }); // prettier-ignore
    return { statementId, movementId, departmentId };
  }

  async bankAccount(departmentId: string): Promise<string> {
    const iban = 'BE35679200609437';
    const [found] = await this.dataSource.query<{ id: string }[]>('SELECT id FROM bank_account WHERE iban = $1', [iban]);
    if (found) return found.id;
    const id = newId<string>();
    await this.insert('bank_account', {
      id, department_id: departmentId, purpose: 'payment', iban, bic: 'PCHQBEBB', holder: 'Immigration Office', state: 'confirmed',
      confirmation_reference: 'test', valid_from: '2016-07-24', demonstration: true,
    }); // prettier-ignore
    return id;
  }

  private async account(kind: string, departmentId: string, decisionId?: string): Promise<string> {
    const key = `${kind}:${decisionId ?? ''}`;
    const known = this.accounts.get(key);
    if (known !== undefined) return known;
    const id = newId<string>();
    const balance = decisionId === undefined ? null : 0;
    await this.insert('ledger_account', { id, department_id: departmentId, kind, decision_id: decisionId ?? null, balance_cents: balance });
    this.accounts.set(key, id);
    return id;
  }

  private async post(
    from: string,
    to: string,
    amountCents: number,
    reason: string,
    causeId: string,
    on: string,
    more: { entryId?: string } = {},
  ): Promise<string> {
    const entryId = more.entryId ?? newId<string>();
    const [account] = await this.dataSource.query<{ department_id: string }[]>('SELECT department_id FROM ledger_account WHERE id = $1', [from]);
    await this.insert('ledger_posting', {
      id: newId(), entry_id: entryId, department_id: account?.department_id, from_account_id: from, to_account_id: to, amount_cents: amountCents,
      reason, cause_kind: 'test', cause_id: causeId, posted_on: on, posted_at: noon(on),
    }); // prettier-ignore
    await this.dataSource.query('UPDATE ledger_account SET balance_cents = balance_cents - $2 WHERE id = $1', [from, amountCents]);
    await this.dataSource.query('UPDATE ledger_account SET balance_cents = balance_cents + $2 WHERE id = $1', [to, amountCents]);
    return entryId;
  }
}
