import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { AdministrationWebController } from './administration.web.controller';
import { ChangeSheets } from './change-sheets.service';
import { ChangesRepository } from './changes.repository';
import { ChangesService } from './changes.service';
import { ChangesWebController } from './changes.web.controller';
import { VersionsRepository } from './versions.repository';

/** What administrators keep: dated data with four eyes, users, departments, delegations. */
@Module({
  imports: [AccessModule],
  providers: [ChangesRepository, VersionsRepository, ChangesService, ChangeSheets],
  controllers: [ChangesWebController, AdministrationWebController],
})
export class AdministrationModule {}
