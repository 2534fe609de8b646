import { Module, type DynamicModule } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AccessModule } from './access/access.module';
import { SessionCleanup } from './access/session-store';
import { AdministrationModule } from './administration/administration.module';
import { AuditModule } from './audit/audit.module';
import { CaseReportModule } from './case-report/case-report.module';
import { CashierModule } from './cashier/cashier.module';
import { ClaimsModule } from './claims/claims.module';
import { ContractModule } from './contract/contract.module';
import { CorrectionsModule } from './corrections/corrections.module';
import { DecisionsModule } from './decisions/decisions.module';
import { AppealsModule } from './appeals/appeals.module';
import { DepositForfeits } from './deposits/deposit-forfeits.service';
import { DepositsModule } from './deposits/deposits.module';
import { DocumentsModule } from './documents/documents.module';
import { EntryModule } from './entry/entry.module';
import { HearingsModule } from './hearings/hearings.module';
import { LedgerModule } from './ledger/ledger.module';
import { LedgerVerification } from './ledger/ledger-verification.service';
import { LiabilityDeskModule } from './liability/liability-desk.module';
import { MailModule } from './mail/mail.module';
import { MergesModule } from './merges/merges.module';
import { NotificationsModule } from './notifications/notifications.module';
import { OffencesModule } from './offences/offences.module';
import { ParametersModule } from './parameters/parameters.module';
import { PaymentPapersModule } from './payment-papers/payment-papers.module';
import { PaymentsModule } from './payments/payments.module';
import { StatementMatching } from './payments/statement-matching.service';
import { Undoing } from './payments/undoing.service';
import { PersonsModule } from './persons/persons.module';
import type { Clock } from './platform/clock/clock';
import type { Config } from './platform/config/config';
import { IdempotencyKeyCleanup } from './platform/jobs/idempotency-key-cleanup';
import { JOB_HANDLERS, type JobHandler } from './platform/jobs/jobs';
import { PlatformModule } from './platform/platform.module';
import { RecoveryDesk } from './recovery/recovery-desk.service';
import { RecoveryModule } from './recovery/recovery.module';
import { RefundPapersModule } from './refunds/refund-papers.module';
import { RefundPapers } from './refunds/refund-papers.service';
import { RefundSettlement } from './refunds/refund-settlement.service';
import { RefundsModule } from './refunds/refunds.module';
import { ProofHoldsModule } from './proof-holds/proof-holds.module';
import { ReportsModule } from './reports/reports.module';
import { StalledMatching } from './statements/stalled-matching.service';
import { StatementsModule } from './statements/statements.module';
import { TakeoverModule } from './takeover/takeover.module';
import { UiModule } from './ui/ui.module';

/** Every module of the product, in the order of the life of a fine. */
const MODULES = [
  UiModule,
  ContractModule,
  AccessModule,
  AuditModule,
  ParametersModule,
  AdministrationModule,
  PersonsModule,
  MergesModule,
  OffencesModule,
  HearingsModule,
  EntryModule,
  DecisionsModule,
  LiabilityDeskModule,
  NotificationsModule,
  MailModule,
  CorrectionsModule,
  DocumentsModule,
  LedgerModule,
  ClaimsModule,
  StatementsModule,
  PaymentsModule,
  PaymentPapersModule,
  AppealsModule,
  DepositsModule,
  TakeoverModule,
  CashierModule,
  ProofHoldsModule,
  RefundsModule,
  RefundPapersModule,
  RecoveryModule,
  ReportsModule,
  CaseReportModule,
];

/** What runs after a commit or at night; each is exported by its module. */
const JOBS = [
  SessionCleanup,
  IdempotencyKeyCleanup,
  LedgerVerification,
  StatementMatching,
  StalledMatching,
  RefundSettlement,
  RefundPapers,
  Undoing,
  DepositForfeits,
  RecoveryDesk,
];

/** The composition root: the platform around the modules. */
@Module({})
export class AppModule {
  static of(config: Config, dataSource: DataSource, clock: Clock): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.of(config, dataSource, clock), ...MODULES],
      providers: [{ provide: JOB_HANDLERS, useFactory: (...handlers: JobHandler[]) => handlers, inject: JOBS }],
    };
  }
}
