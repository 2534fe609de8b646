import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { PersonsModule } from '../persons/persons.module';
import { UiModule } from '../ui/ui.module';
import { DispatchLists } from './dispatch-lists.service';
import { Envelopes } from './envelopes.service';
import { MailApiController } from './mail.api.controller';
import { MailRepository } from './mail.repository';
import { MailBatches } from './mail.service';
import { MailWebController } from './mail.web.controller';

/** Letters that go to the post together: chosen, printed, posted, listed. */
@Module({
  imports: [AccessModule, NotificationsModule, PersonsModule, UiModule],
  controllers: [MailApiController, MailWebController],
  providers: [MailRepository, Envelopes, MailBatches, DispatchLists],
  exports: [MailBatches],
})
export class MailModule {}
