import { isLegalDate, type LegalDate } from '../kernel/legal-date';
import type { Refusal } from '../kernel/outcome';
import { typedDate } from '../ui/date-input';
import { Form } from '../ui/form';
import { askedField, DAY_FIELDS, type EntryAnswers } from './entry.rules';
import type { errorLines } from './entry.view';

const FORM = 'entry.field';

/** The answers in their fields, days as people write them, each refusal beside the field that it is about. */
export function formOf(answers: EntryAnswers, refusals: readonly Refusal[]): Form {
  const shown = Object.fromEntries(
    Object.entries(answers).map(([field, value]) => [
      field,
      DAY_FIELDS.includes(field) && isLegalDate(value) ? typedDate(value as LegalDate) : value,
    ]),
  );
  return Form.refused(
    FORM,
    shown,
    refusals.map((refusal) =>
      refusal.field === undefined ? refusal : { ...refusal, field: askedField(refusal.field) },
    ),
  );
}

/** The form with a summary whose lines lead to other pages too. */
export function summaryForm(form: Form, errorList: ReturnType<typeof errorLines>): object {
  return {
    key: form.key,
    hasErrors: form.hasErrors,
    errorList,
    getField: (name: string) => form.getField(name),
  };
}
