import { Controller, Get, Inject, Post } from '@nestjs/common';
import { CLOCK, todayOf, type Clock } from '../platform/clock/clock';
import { parseCommand } from '../platform/http/fields';
import { page, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { Requires } from '../platform/http/route-access';
import { typedDate, typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { RecordReturn } from './register.commands';
import { ReturnedMail, type ReturnedLetter } from './returned-mail.service';

const FORM = 'register.return';

/**
 * Letters that the post brings back, one after the other: the scanner reads the code in the window and ends with Enter, which
 * records the return with the reason that was chosen before; the letter is shown, and the field waits for the next one.
 */
@Controller('returned-mail')
export class ReturnedMailWebController {
  constructor(
    private readonly mail: ReturnedMail,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Requires('notification.record')
  begin(): PageResult {
    return this.desk(Form.fresh(FORM, this.defaults()), undefined);
  }

  @Post()
  @Requires('notification.record')
  record(@CurrentForm() form: PostedForm): Promise<PageResult> {
    const { typed } = form;
    return submitted(
      async () => {
        const command = parseCommand(RecordReturn, typedDays(typed, ['returnedOn', 'presentedOn']));
        const recorded = await this.mail.record(form.once(), command);
        return this.desk(Form.fresh(FORM, { ...typed, reference: '', presentedOn: '' }), recorded);
      },
      (refusals) => this.desk(Form.refused(FORM, { ...this.defaults(), ...typed }, refusals), undefined),
    );
  }

  private defaults(): Readonly<Record<string, string>> {
    return { returnedOn: typedDate(todayOf(this.clock)), reason: 'unknown' };
  }

  private desk(form: Form, recorded: ReturnedLetter | undefined): PageResult {
    return page('notification/returned-mail', { form, recorded, window: recorded?.register?.changes.find(({ addresseeId }) => addresseeId === recorded.letter.addresseeId)?.after }); // prettier-ignore
  }
}
