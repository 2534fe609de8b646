import type { INestApplicationContext } from '@nestjs/common';
import { CorrectionsService } from '../corrections/corrections.service';
import { ProposeCorrection } from '../corrections/corrections.commands';
import type { DecisionRow } from '../decisions/decisions.repository';
import type { PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import { ProposeMerge } from '../merges/merges.commands';
import { MergesService } from '../merges/merges.service';
import { PersonPapersService } from '../persons/person-papers.service';
import { AddAlias, AddDocument } from '../persons/persons.commands';
import { Transactions, type Actor } from '../platform/database/transactions';
import { parseCommand } from '../platform/http/fields';
import { systemActor } from '../platform/jobs/jobs';

const SEED = systemActor('demonstration-seed');

/** What is kept of persons beside their files: another name, a document, a joining and a correction that wait. */
export class DemonstrationRecords {
  private readonly transactions: Transactions;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly agent: Actor,
  ) {
    this.transactions = app.get(Transactions);
  }

  /** A former name and a passport, unless the person has them. */
  async addPapers(personId: PersonId, today: LegalDate): Promise<void> {
    const papers = this.app.get(PersonPapersService);
    const { aliases, documents } = await this.transactions.view(SEED, (tx) => papers.papersOf(tx, personId));
    const names = {
      familyName: 'Specimen-Exemple',
      givenNames: 'Amélie',
      source: 'Passeport précédent (démonstration)',
    };
    if (aliases.length === 0)
      await papers.addAlias(this.agent, personId, parseCommand(AddAlias, { kind: 'former-name', ...names }));
    const passport = { kind: 'passport', number: 'ZZ000001', issuer: 'CAN', seenBy: 'Exemple Frontière' };
    const seen = { seenAtPlace: 'Zeebrugge', seenOn: today };
    if (documents.length === 0)
      await papers.addDocument(this.agent, personId, parseCommand(AddDocument, { ...passport, ...seen }));
  }

  /** Proposes that two records, both as they were registered, are one person; another person decides. */
  async proposeMerge(survivorId: PersonId, mergedId: PersonId): Promise<void> {
    const merges = this.app.get(MergesService);
    const known = await this.transactions.view(SEED, (tx) => merges.ofPerson(tx, survivorId));
    if (known.length > 0) return;
    const reason = 'Zelfde geboortedatum, nationaliteit en naam op één teken na (demonstratie).';
    const command = parseCommand(ProposeMerge, { mergedId, version: 1, mergedVersion: 1, reason });
    await merges.propose(this.agent, survivorId, command);
  }

  /** Proposes to put the place in a signed decision right; the signatory decides. */
  async proposeCorrection({ id, version }: DecisionRow): Promise<void> {
    const corrections = this.app.get(CorrectionsService);
    const { corrections: known } = await corrections.prepare(this.agent, id);
    if (known.length > 0) return;
    const command = parseCommand(ProposeCorrection, {
      version,
      place: 'Zeebruges, yacht marina',
      reason: 'Le nom de la ville est écrit dans une autre langue que celle de la décision.',
      evidence: 'Constat de la police de la navigation.',
      effect: 'no-effect',
      effectReason: 'Le lieu reste le même ; seule l’orthographe de son nom change.',
    });
    await corrections.propose(this.agent, id, command);
  }
}
