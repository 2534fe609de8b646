import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import { CLOCK, type Clock } from './clock/clock';
import type { Config } from './config/config';
import { Autocommit } from './database/autocommit';
import { Transactions } from './database/transactions';
import { PageInterceptor } from './http/page.interceptor';
import { RefusalFilter } from './http/refusal.filter';
import { RouteAccessGuard } from './http/route-access.guard';
import { IdempotencyKeyCleanup } from './jobs/idempotency-key-cleanup';
import { IdempotencyKeysRepository } from './jobs/idempotency-keys.repository';

export const CONFIG = Symbol('Config');

/** What every module may ask for: configuration, clock, transactions. The connection itself is nobody's. */
@Global()
@Module({})
export class PlatformModule {
  static of(config: Config, dataSource: DataSource, clock: Clock): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: CLOCK, useValue: clock },
        { provide: Transactions, useValue: new Transactions(dataSource, clock, config.auditKey) },
        { provide: Autocommit, useValue: new Autocommit(dataSource) },
        IdempotencyKeysRepository,
        IdempotencyKeyCleanup,
        { provide: APP_GUARD, useClass: RouteAccessGuard },
        { provide: APP_INTERCEPTOR, useClass: PageInterceptor },
        { provide: APP_FILTER, useClass: RefusalFilter },
      ],
      exports: [CONFIG, CLOCK, Transactions, Autocommit, IdempotencyKeyCleanup],
    };
  }
}
