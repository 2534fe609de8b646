import { CaseAccess } from '../../src/audit/case-access.service';
import { CaseHandsRepository } from '../../src/audit/case-hands.repository';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
import { ParametersService } from '../../src/parameters/parameters.service';
import { ProofHoldsService } from '../../src/proof-holds/proof-holds.service';
import { ProofsRepository } from '../../src/proof-holds/proofs.repository';
import type { TestGround } from './actors';

/** The proofs of payment on a ground of its own, as the product wires them. */
export function proofHoldsOn({ transactions, config }: Pick<TestGround, 'transactions' | 'config'>): ProofHoldsService {
  const parameters = new ParametersService(transactions, new ParametersRepository(), config);
  const access = new CaseAccess(transactions, new CaseHandsRepository());
  return new ProofHoldsService(transactions, new ProofsRepository(), parameters, access);
}
