import { BookingRecords } from '../../src/payments/booking-records.service';
import { ClaimsRepository } from '../../src/claims/claims.repository';
import { ClaimsService } from '../../src/claims/claims.service';
import {
  AcceptProposal,
  AcceptProposals,
  AssignMovement,
  DecideVerdict,
  ProposeReturn,
  ReverseVerdict,
  SplitMovement,
  UndoBookings,
} from '../../src/cashier/cashier.commands';
import { DeskRepository } from '../../src/cashier/desk.repository';
import { DeskService } from '../../src/cashier/desk.service';
import { MovementDesk } from '../../src/cashier/movement-desk.service';
import { OwnersRepository } from '../../src/cashier/owners.repository';
import { OwnersService } from '../../src/cashier/owners.service';
import { ProposalsService } from '../../src/cashier/proposals.service';
import { RemittancesRepository } from '../../src/cashier/remittances.repository';
import { ReturnsService } from '../../src/cashier/returns.service';
import { SharedBookings } from '../../src/cashier/shared-bookings.service';
import { VerdictsRepository } from '../../src/cashier/verdicts.repository';
import { VerdictsService } from '../../src/cashier/verdicts.service';
import type { AllocationId, MovementId } from '../../src/kernel/ids';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
import { ParametersService } from '../../src/parameters/parameters.service';
import { AllocationsRepository } from '../../src/payments/allocations.repository';
import { BookingReversal } from '../../src/payments/booking-reversal.service';
import { LapsedWriteOffs } from '../../src/refunds/lapsed-write-offs.service';
import { RevivedWriteOffs } from '../../src/refunds/revived-write-offs.service';
import { WriteOffsRepository } from '../../src/refunds/write-offs.repository';
import { Bookings } from '../../src/payments/bookings.service';
import { FinesToMatchRepository } from '../../src/payments/fines-to-match.repository';
import { PayerAccountsRepository } from '../../src/payments/payer-accounts.repository';
import { ReallocateBooking } from '../../src/payments/payments.commands';
import { SuspenseService } from '../../src/payments/suspense.service';
import type { Actor } from '../../src/platform/database/transactions';
import { RefundProposalsRepository } from '../../src/refunds/refund-proposals.repository';
import { RefundProposals } from '../../src/refunds/refund-proposals.service';
import { MovementsRepository } from '../../src/statements/movements.repository';
import { MovementsService } from '../../src/statements/movements.service';
import { StatementsRepository } from '../../src/statements/statements.repository';
import type { BuiltFine } from './fine-builder';
import type { MoneyDesk } from './money-desk';

/** The verbs of the cashier's page on the database of a money desk. */
export class CashierDesk {
  readonly proposals: ProposalsService;
  readonly shared: SharedBookings;
  readonly verdicts: VerdictsService;
  readonly returns: ReturnsService;
  readonly owners: OwnersService;
  readonly list: DeskService;
  readonly page: MovementDesk;

  constructor(
    private readonly desk: MoneyDesk,
    readonly cashier: Actor = desk.cashier,
  ) {
    const { transactions, config } = desk.ground;
    const ledger = new LedgerService(new LedgerRepository());
    const movements = new MovementsService(new MovementsRepository(), new StatementsRepository());
    const [fines, allocations] = [new FinesToMatchRepository(), new AllocationsRepository()];
    const claims = new ClaimsService(new ClaimsRepository(), ledger);
    const revived = new RevivedWriteOffs(new WriteOffsRepository(), ledger);
    const reversal = new BookingReversal(
      fines,
      allocations,
      ledger,
      new PayerAccountsRepository(),
      claims,
      new LapsedWriteOffs(new WriteOffsRepository(), ledger),
      revived,
    );
    const records = new BookingRecords(allocations, claims);
    const bookings = new Bookings(movements, fines, allocations, ledger, reversal, records, revived);
    const parameters = new ParametersService(transactions, new ParametersRepository(), config);
    const [rows, owners, verdicts] = [new DeskRepository(), new OwnersRepository(), new VerdictsRepository()];
    const suspense = new SuspenseService(transactions, movements, fines, allocations);
    this.shared = new SharedBookings(transactions, movements, bookings);
    this.proposals = new ProposalsService(transactions, movements, bookings, this.shared, rows, parameters);
    this.verdicts = new VerdictsService(transactions, movements, verdicts, ledger, new RemittancesRepository());
    const refunds = new RefundProposals(new RefundProposalsRepository());
    this.returns = new ReturnsService(transactions, movements, bookings, refunds);
    this.owners = new OwnersService(transactions, movements, owners);
    this.list = new DeskService(transactions, movements, suspense, rows, parameters);
    const { settlement } = desk;
    this.page = new MovementDesk(transactions, suspense, this.owners, owners, verdicts, parameters, settlement);
  }

  /** Writes a proposal as the matching would have left it; the version stays. */
  async propose(id: MovementId, fines: readonly BuiltFine[], percent: number, shareCents?: number): Promise<void> {
    const candidates = fines.slice(0, shareCents === undefined ? undefined : 1).map(({ decisionId, number }) => ({
      decisionId,
      confidence: percent,
      reason: { code: 'candidate-names', params: { number } },
      ...(shareCents !== undefined && {
        shares: fines.map((fine) => ({ decisionId: fine.decisionId, amountCents: shareCents, isAdvance: false })),
      }),
    }));
    await this.desk.rows('UPDATE movement SET reason = $2, confidence = $3 WHERE id = $1', [
      id,
      JSON.stringify({ code: 'names-uncertain', params: {}, candidates }),
      percent,
    ]);
  }

  accept(id: MovementId, fine: BuiltFine, version = 2) {
    const command = Object.assign(new AcceptProposal(), { version, decisionId: fine.decisionId });
    return this.proposals.accept(this.cashier, id, command);
  }

  acceptAll(chosen: readonly (readonly [MovementId, BuiltFine, number?])[], actor = this.cashier) {
    const rows = chosen.map(([movementId, { decisionId }, version = 2]) => ({ movementId, decisionId, version }));
    return this.proposals.acceptAll(actor, Object.assign(new AcceptProposals(), { rows }));
  }

  undo(ids: readonly AllocationId[], actor = this.cashier) {
    const bookings = ids.map((allocationId) => ({ allocationId }));
    return this.proposals.undo(actor, Object.assign(new UndoBookings(), { bookings }));
  }

  split(id: MovementId, parts: readonly (readonly [BuiltFine, number])[], version = 2) {
    const shares = parts.map(([{ number }, amountCents]) => ({ decisionNumber: number, amountCents }));
    return this.shared.split(this.cashier, id, Object.assign(new SplitMovement(), { shares, version }));
  }

  decide(id: MovementId, kind: DecideVerdict['kind'], version = 2, note = 'x') {
    return this.verdicts.decide(this.cashier, id, Object.assign(new DecideVerdict(), { kind, note, version }));
  }

  reverseVerdict(id: MovementId, version: number, reason = 'it was a fine') {
    return this.verdicts.reverse(this.cashier, id, Object.assign(new ReverseVerdict(), { reason, version }));
  }

  assign(id: MovementId, ownerId: string | undefined, version: number) {
    const command = Object.assign(new AssignMovement(), { version, ...(ownerId !== undefined && { ownerId }) });
    return this.owners.assign(this.cashier, id, command);
  }

  sendBack(id: MovementId, fields: Partial<ProposeReturn> = {}) {
    const command = { ground: 'not-a-debt', returnBy: '2026-10-15', note: 'not ours', version: 2, ...fields };
    return this.returns.propose(this.cashier, id, Object.assign(new ProposeReturn(), command));
  }

  reallocate(id: AllocationId, fine: BuiltFine, version: number) {
    const command = { decisionNumber: fine.number, reason: 'meant the other', version };
    return this.desk.payments.reallocate(this.cashier, id, Object.assign(new ReallocateBooking(), command));
  }
}
