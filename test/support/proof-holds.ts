import { CaseAccess } from '../../src/audit/case-access.service';
import { CaseHandsRepository } from '../../src/audit/case-hands.repository';
import { DocumentsRepository } from '../../src/documents/documents.repository';
import { DocumentsService } from '../../src/documents/documents.service';
import { EvidenceRepository } from '../../src/documents/evidence.repository';
import { EvidenceService } from '../../src/documents/evidence.service';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
import { ParametersService } from '../../src/parameters/parameters.service';
import { ProofHoldsService } from '../../src/proof-holds/proof-holds.service';
import { ProofsRepository } from '../../src/proof-holds/proofs.repository';
import { Sealing } from '../../src/sealing/sealing.service';
import { LOCALES_FOLDER } from '../../src/ui/pages';
import { Translations } from '../../src/ui/translator';
import type { TestGround } from './actors';

/** The proofs of payment on a ground of its own, as the product wires them. */
export function proofHoldsOn({ transactions, config }: Pick<TestGround, 'transactions' | 'config'>): ProofHoldsService {
  const parameters = new ParametersService(transactions, new ParametersRepository(), config);
  const access = new CaseAccess(transactions, new CaseHandsRepository());
  const sealing = new Sealing(config, new Translations({ folder: LOCALES_FOLDER }));
  const documents = new DocumentsService(transactions, new DocumentsRepository(), access, sealing);
  const evidence = new EvidenceService(documents, new EvidenceRepository());
  return new ProofHoldsService(transactions, new ProofsRepository(), parameters, access, evidence);
}
