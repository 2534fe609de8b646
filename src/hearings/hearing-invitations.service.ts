import { Injectable } from '@nestjs/common';
import { CaseAccess } from '../audit/case-access.service';
import { DepartmentsService } from '../access/departments.service';
import { UsersService } from '../access/users.service';
import { DocumentsService } from '../documents/documents.service';
import { hearingInvitation, type HearingInvitationData } from '../documents/hearing-invitation';
import { newId, type DepartmentId, type PersonId } from '../kernel/ids';
import { checkDepartment } from '../platform/department';
import { actingUser, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import {
  HearingInvitationsRepository,
  type HearingInvitationRow,
  type StoredInvitation,
} from './hearing-invitations.repository';
import type { RecordedHearing } from './heard-on-files.rules';
import type { RecordedInvitation } from './silence.rules';

/** What the entry says of the letter; who writes it and when is known here. */
export type ToldInInvitation = Omit<HearingInvitationData, 'department' | 'signer' | 'reference' | 'issuedOn'>;

/** The letter to issue, and the entry on which it hangs. */
export interface InvitationToIssue {
  readonly draftId: string;
  readonly departmentId: DepartmentId;
  readonly personId: PersonId;
  readonly obligationCode: string;
  readonly told: ToldInInvitation;
}

/** Letters of invitation to a hearing: made once from an entry, kept with their hash, shown in the file afterwards (R2.8). */
@Injectable()
export class HearingInvitations {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: HearingInvitationsRepository,
    private readonly documents: DocumentsService,
    private readonly access: CaseAccess,
    private readonly departments: DepartmentsService,
    private readonly users: UsersService,
  ) {}

  /** Makes the letter and keeps it, in the caller's transaction; answers its id. */
  async issue(tx: Tx, { draftId, departmentId, personId, obligationCode, told }: InvitationToIssue): Promise<string> {
    const id = newId<string>();
    const { language, invitedTo, factsOn } = told;
    const data = { ...told, ...(await this.senderOf(tx, departmentId, language)), reference: referenceOf(draftId) };
    const invitedFor = invitedTo.kind === 'written' ? invitedTo.until : invitedTo.on;
    const content = hearingInvitation(data);
    const bytes = await this.documents.preview(tx, content);
    const { templateVersion } = content;
    const issuedBy = actingUser(tx.actor).id;
    const letter = { id, departmentId, draftId, personId, language, invitedTo: invitedTo.kind, invitedFor };
    const about = { obligationCode, factsOn };
    const sha256 = await this.repository.insert(tx, { ...letter, ...about, templateVersion, issuedBy }, bytes);
    tx.record({
      type: 'hearing.invitation-issued',
      subjectKind: 'offence-draft',
      subjectId: draftId,
      personId,
      departmentId,
      detail: { invitationId: id, ...about, invitedTo: invitedTo.kind, invitedFor, language, sha256 },
    });
    return id;
  }

  private async senderOf(
    tx: Tx,
    departmentId: DepartmentId,
    language: HearingInvitationData['language'],
  ): Promise<Pick<HearingInvitationData, 'department' | 'signer' | 'issuedOn'>> {
    const department = await this.departments.byId(tx, departmentId);
    const signer = await this.users.byId(tx, actingUser(tx.actor).id);
    if (department === undefined || signer === undefined)
      throw new Refused({ code: 'not-found', params: { kind: 'entry' } });
    const { name, address, email } = department;
    return {
      issuedOn: tx.today,
      signer: signer.displayName,
      department: { name: name[language], addressLines: address.split('\n'), email },
    };
  }

  /** The letters made from an entry, oldest first. */
  ofDraft(tx: Tx, draftId: string): Promise<HearingInvitationRow[]> {
    return this.repository.ofDraft(tx, draftId);
  }

  /** The invitations that the files of an entry give, the first first. */
  ofFiles(tx: Tx, draftId: string): Promise<RecordedInvitation[]> {
    return this.repository.ofFiles(tx, draftId);
  }

  /** The hearings that the files of an entry give, the first first. */
  hearingsOfFiles(tx: Tx, draftId: string): Promise<RecordedHearing[]> {
    return this.repository.hearingsOfFiles(tx, draftId);
  }

  /** One letter with its bytes; the look is noted. Refuses `not-found`, `other-department` and `access-reason-needed` (D32). */
  read(actor: Actor, id: string): Promise<StoredInvitation> {
    return this.transactions.view(actor, async (tx) => {
      const found = await this.repository.find(tx, id);
      if (found === undefined) throw new Refused({ code: 'not-found', params: { kind: 'document' } });
      checkDepartment(tx, found.departmentId);
      const reason = await this.access.reasonFor(tx, found.caseId);
      const caseIds = found.offenceId === null ? [] : [found.offenceId];
      tx.recordAccess({ operation: 'document.read', reason, personIds: [found.personId], caseIds });
      return found;
    });
  }
}

/** What returned mail names, before there is a decision number: the end of the entry's id, which no two of a day share. */
function referenceOf(draftId: string): string {
  return draftId.slice(-12).toUpperCase();
}
