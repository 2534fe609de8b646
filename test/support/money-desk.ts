import { BookingRecords } from '../../src/payments/booking-records.service';
import { ClaimsRepository } from '../../src/claims/claims.repository';
import { ClaimsService } from '../../src/claims/claims.service';
import { actorOf } from '../../src/access/actor';
import { DEMONSTRATION_DEPARTMENTS } from '../../src/access/demonstration-users';
import { UsersRepository } from '../../src/access/users.repository';
import { newId, type BankAccountId, type StatementId } from '../../src/kernel/ids';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { LedgerRepository } from '../../src/ledger/ledger.repository';
import { LedgerService } from '../../src/ledger/ledger.service';
import { LedgerVerificationRepository } from '../../src/ledger/ledger-verification.repository';
import { LedgerVerification } from '../../src/ledger/ledger-verification.service';
import { ParametersRepository } from '../../src/parameters/parameters.repository';
import { ParametersService } from '../../src/parameters/parameters.service';
import { AllocationsRepository } from '../../src/payments/allocations.repository';
import { Bookings } from '../../src/payments/bookings.service';
import { FinesToMatchRepository } from '../../src/payments/fines-to-match.repository';
import { PayerAccountsRepository } from '../../src/payments/payer-accounts.repository';
import { PayerAccountsService } from '../../src/payments/payer-accounts.service';
import { PaymentsService } from '../../src/payments/payments.service';
import { StatementMatching } from '../../src/payments/statement-matching.service';
import { SuspenseService } from '../../src/payments/suspense.service';
import { BookingReversal } from '../../src/payments/booking-reversal.service';
import { LapsedWriteOffs } from '../../src/refunds/lapsed-write-offs.service';
import { RevivedWriteOffs } from '../../src/refunds/revived-write-offs.service';
import { WriteOffsRepository } from '../../src/refunds/write-offs.repository';
import { UndoingRepository } from '../../src/payments/undoing.repository';
import { UndoingReversalsRepository } from '../../src/payments/undoing-reversals.repository';
import { UndoingReversals } from '../../src/payments/undoing-reversals.service';
import { Undoing } from '../../src/payments/undoing.service';
import { RefundOrdersRepository } from '../../src/refunds/refund-orders.repository';
import { RefundSettlement } from '../../src/refunds/refund-settlement.service';
import { RefundsRepository } from '../../src/refunds/refunds.repository';
import { StoppedRefundsRepository } from '../../src/refunds/stopped-refunds.repository';
import { TakenBackRefunds } from '../../src/refunds/taken-back-refunds.service';
import { StatementRefunds } from '../../src/refunds/statement-refunds.service';
import { RefundProposalsRepository } from '../../src/refunds/refund-proposals.repository';
import { CountedRefunds } from '../../src/refunds/counted-refunds.service';
import { RefundProposals } from '../../src/refunds/refund-proposals.service';
import { systemActor } from '../../src/platform/jobs/jobs';
import { MovementsRepository } from '../../src/statements/movements.repository';
import { MovementsService } from '../../src/statements/movements.service';
import { StatementAcceptance } from '../../src/statements/statement-acceptance.service';
import { StatementsRepository } from '../../src/statements/statements.repository';
import { ConfirmDuplicate, ConfirmOpening, RefuseStatement } from '../../src/statements/statements.commands';
import { StatementsService, type ReceivedFile, type StatementResult } from '../../src/statements/statements.service';
import type { CodaMovementDraft } from '../../src/statements/coda-movement-writer';
import type { Actor } from '../../src/platform/database/transactions';
import { LOCALES_FOLDER } from '../../src/ui/pages';
import { Translations } from '../../src/ui/translator';
import { OFFICE_IBAN, StatementChain, statementDraft } from './coda-builder';
import type { TestApp } from './app';
import { FineBuilder, type BuilderGround } from './fine-builder';
import { openTestGround, type TestGround } from './actors';

/** Statements, payments and ledger on a database of their own, with the Office's account and the means to make fines. */
export interface MoneyDesk {
  readonly ground: TestGround;
  readonly accountId: BankAccountId;
  readonly statements: StatementsService;
  readonly payments: PaymentsService;
  readonly payers: PayerAccountsService;
  readonly suspense: SuspenseService;
  readonly matching: StatementMatching;
  readonly settlement: RefundSettlement;
  readonly undoing: Undoing;
  readonly reversals: UndoingReversals;
  readonly verification: LedgerVerification;
  /** The job on another repository, which may fail. */
  matchingWith(allocations: AllocationsRepository): StatementMatching;
  readonly fines: FineBuilder;
  readonly cashier: Actor;
  /** Every violated invariant; empty after every test of money. */
  findings(): Promise<string[]>;
  receive(bytes: Uint8Array, fileName?: string): Promise<ReceivedFile>;
  confirmOpening(id: StatementId, openingCents: number, version?: number): Promise<StatementResult>;
  confirmDuplicate(id: StatementId, version?: number): Promise<StatementResult>;
  refuse(id: StatementId, reason: string, version?: number): Promise<StatementResult>;
  /** Rows of one statement of SQL. */
  rows<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** What does not agree, in the words of the page. */
const ENGLISH = new Translations({ folder: LOCALES_FOLDER }).for('en');

export async function openMoneyDesk(): Promise<MoneyDesk> {
  const ground = await openTestGround();
  ground.clock.stopAt(new Date('2026-09-30T09:00:00Z'));
  const { transactions } = ground;
  const accountId = newId<BankAccountId>();
  await transactions.run(systemActor('test'), async (tx) => {
    await tx.query(
      `INSERT INTO bank_account (id, department_id, purpose, iban, bic, holder, state, confirmation_reference, valid_from)
       VALUES ($1, $2, 'payment', $3, 'PCHQBEBB', 'OFFICE DES ETRANGERS', 'confirmed', 'test', '2016-01-01')`,
      [accountId, DEMONSTRATION_DEPARTMENTS.OFF, OFFICE_IBAN],
    );
    tx.record({ type: 'account.entered', subjectKind: 'bank-account', subjectId: accountId });
  });
  const ledger = new LedgerService(new LedgerRepository());
  const [statementRows, movementRows] = [new StatementsRepository(), new MovementsRepository()];
  const acceptance = new StatementAcceptance(statementRows, movementRows, ledger);
  const statements = new StatementsService(transactions, statementRows, movementRows, acceptance);
  const movements = new MovementsService(movementRows, statementRows);
  const [fineRows, allocationRows] = [new FinesToMatchRepository(), new AllocationsRepository()];
  const claims = new ClaimsService(new ClaimsRepository(), ledger);
  const revived = new RevivedWriteOffs(new WriteOffsRepository(), ledger);
  const reversal = new BookingReversal(
    fineRows,
    allocationRows,
    ledger,
    new PayerAccountsRepository(),
    claims,
    new LapsedWriteOffs(new WriteOffsRepository(), ledger),
    revived,
  );
  const records = new BookingRecords(allocationRows, claims);
  const bookings = new Bookings(movements, fineRows, allocationRows, ledger, reversal, records, revived);
  const verification = new LedgerVerification(transactions, new LedgerVerificationRepository());
  const parameters = new ParametersService(transactions, new ParametersRepository(), ground.config);
  const refunds = new RefundProposals(new RefundProposalsRepository());
  const [refundRows, orderRows] = [new RefundsRepository(), new RefundOrdersRepository()];
  const settlement = new RefundSettlement(transactions, refundRows, orderRows, ledger, parameters);
  const back = new StatementRefunds(refunds, settlement);
  const takenBack = new TakenBackRefunds(
    new StoppedRefundsRepository(),
    refundRows,
    ledger,
    new CountedRefunds(ledger, refunds, claims),
  );
  const payers = new PayerAccountsService(transactions, new PayerAccountsRepository());
  const cashier = ground.actor('cashier');
  return {
    ground,
    accountId,
    statements,
    payments: new PaymentsService(transactions, movements, bookings, refunds, payers),
    payers,
    suspense: new SuspenseService(transactions, movements, fineRows, allocationRows),
    matching: new StatementMatching(transactions, movements, fineRows, records, ledger, parameters, back),
    matchingWith: (allocations) =>
      new StatementMatching(
        transactions,
        movements,
        fineRows,
        new BookingRecords(allocations, claims),
        ledger,
        parameters,
        back,
      ),
    verification,
    settlement,
    undoing: new Undoing(
      transactions,
      movements,
      new UndoingRepository(),
      fineRows,
      allocationRows,
      reversal,
      takenBack,
    ),
    reversals: new UndoingReversals(transactions, movements, new UndoingReversalsRepository(), new UndoingRepository(), fineRows, allocationRows, bookings), // prettier-ignore
    fines: new FineBuilder(ground),
    cashier,
    findings: async () =>
      (await verification.verify(systemActor('test'))).map(
        ({ invariant, code, params }) => `${invariant} ${ENGLISH.t(`ledger.finding.${code}`, params)}`,
      ),
    receive: (bytes, fileName = 'statement.cod') => statements.receive(cashier, { fileName, bytes }),
    confirmOpening: (id, openingCents, version = 1) =>
      statements.confirmOpening(cashier, id, Object.assign(new ConfirmOpening(), { openingCents, version })),
    confirmDuplicate: (id, version = 1) =>
      statements.confirmDuplicate(cashier, id, Object.assign(new ConfirmDuplicate(), { version })),
    refuse: (id, reason, version = 1) =>
      statements.refuse(cashier, id, Object.assign(new RefuseStatement(), { reason, version })),
    rows: (sql, parameters = []) => ground.dataSource.query(sql, [...parameters]),
    close: () => ground.close(),
  };
}

/** What a builder of fines needs of a running product. */
export async function groundOf(app: Pick<TestApp, 'transactions' | 'clock'>): Promise<BuilderGround> {
  const users = await app.transactions.view(systemActor('test'), (tx) => new UsersRepository().list(tx));
  return {
    transactions: app.transactions,
    actor: (subject) => {
      const user = users.find((each) => each.subject === subject);
      if (user === undefined) throw new Error(`no demonstration user ${subject}`);
      return actorOf(user, { remoteAddress: '192.0.2.1', traceId: newId() });
    },
  };
}

/** A desk whose account has its opening balance confirmed, with the chain of statements that follows. */
export async function openBooks(
  desk: MoneyDesk,
  movements: readonly CodaMovementDraft[] = [],
): Promise<StatementChain> {
  const chain = new StatementChain(statementDraft({ openingCents: cents(1_000_000) }));
  const { statements } = await desk.receive(chain.next(movements, legalDate('2026-09-01')));
  const [first] = statements;
  if (first === undefined) throw new Error('no statement');
  await desk.confirmOpening(first.statementId, 1_000_000);
  return chain;
}
