import { HEARING_ARGUMENTS_MAX } from './hearing.rules';

/** A form without script is flat: argument and answer bear their number, `hearingArgument1`, `hearingArgumentAnswer1`, from 1. */
const ARGUMENT = 'hearingArgument';
const ANSWER = 'hearingArgumentAnswer';
const NUMBERS = Array.from({ length: HEARING_ARGUMENTS_MAX }, (_, index) => index + 1);

/** The fields of all arguments that a form can hold, in order. */
export const HEARING_ARGUMENT_FIELDS: readonly string[] = NUMBERS.flatMap((number) => [
  `${ARGUMENT}${String(number)}`,
  `${ANSWER}${String(number)}`,
]);

type Answers = Readonly<Record<string, string>>;

interface TypedArgument {
  readonly argument: string;
  readonly answer: string;
}

/** The flat answers with the arguments as the list that the command has; a number of which neither half is there is left out. */
export function foldArguments(answers: Answers): Readonly<Record<string, unknown>> {
  const others = Object.entries(answers).filter(([field]) => !HEARING_ARGUMENT_FIELDS.includes(field));
  const list = typedArguments(answers);
  return { ...Object.fromEntries(others), ...(list.length > 0 && { hearingArguments: list }) };
}

/** The list of the command as the form has it, the first argument as number 1. */
export function numberedArguments(list: readonly TypedArgument[]): Answers {
  return Object.fromEntries(
    list.flatMap(({ argument, answer }, index) => [
      [`${ARGUMENT}${String(index + 1)}`, argument],
      [`${ANSWER}${String(index + 1)}`, answer],
    ]),
  );
}

/** The same answers with the arguments numbered from 1 without gaps, so that a number means the same on the form and in the list. */
export function compactArguments(answers: Answers): Answers {
  if (!HEARING_ARGUMENT_FIELDS.some((field) => field in answers)) return answers;
  const others = Object.entries(answers).filter(([field]) => !HEARING_ARGUMENT_FIELDS.includes(field));
  return { ...Object.fromEntries(others), ...numberedArguments(typedArguments(answers)) };
}

/** The numbers that the form shows: the arguments there are, and room for one more. */
export function argumentNumbers(answers: Answers): readonly number[] {
  const last = NUMBERS.filter((number) => isTyped(answers, number)).at(-1) ?? 0;
  return NUMBERS.slice(0, last + 1);
}

/** `hearingArguments.0.answer`, as a rule names it, is `hearingArgumentAnswer1` on the form; any other field keeps its name. */
export function argumentFormField(field: string): string {
  const [, place, part] = /^hearingArguments(?:\.(\d+)\.(argument|answer))?$/.exec(field) ?? [];
  if (place === undefined) return field === 'hearingArguments' ? `${ARGUMENT}1` : field;
  return `${part === 'answer' ? ANSWER : ARGUMENT}${String(Number(place) + 1)}`;
}

/** The field's name without its number, and the number where it has one. */
export function numberedField(field: string): { readonly field: string; readonly number?: number } {
  const [, name, number] = /^(hearingArgument(?:Answer)?)(\d+)$/.exec(field) ?? [];
  return name === undefined ? { field } : { field: name, number: Number(number) };
}

function typedArguments(answers: Answers): TypedArgument[] {
  return NUMBERS.filter((number) => isTyped(answers, number)).map((number) => ({
    argument: answers[`${ARGUMENT}${String(number)}`] ?? '',
    answer: answers[`${ANSWER}${String(number)}`] ?? '',
  }));
}

function isTyped(answers: Answers, number: number): boolean {
  return [ARGUMENT, ANSWER].some((part) => (answers[`${part}${String(number)}`] ?? '').trim() !== '');
}
