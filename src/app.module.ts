import { Module, type DynamicModule } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { AccessModule } from './access/access.module';
import { AuditModule } from './audit/audit.module';
import type { Clock } from './platform/clock/clock';
import type { Config } from './platform/config/config';
import { PlatformModule } from './platform/platform.module';
import { UiModule } from './ui/ui.module';

/** Every module of the product, in the order of the life of a fine. */
const MODULES = [UiModule, AccessModule, AuditModule];

/** The composition root: the platform around the modules. */
@Module({})
export class AppModule {
  static of(config: Config, dataSource: DataSource, clock: Clock): DynamicModule {
    return { module: AppModule, imports: [PlatformModule.of(config, dataSource, clock), ...MODULES] };
  }
}
