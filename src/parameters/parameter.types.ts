/** Codes of the numbers of the law and of the Office's own policy, as `legal_parameter.code`. */
export const NUMBER_PARAMETER_CODES = [
  'fine-amount-cents',
  'appeal-margin-days',
  'recovery-patience-days',
  'small-rest-cents',
  'hearing-term-days',
  'matching-threshold-percent',
  'bulk-acceptance-percent',
  'deposit-announcement-days',
  'suspense-overdue-days',
  'proof-hold-days',
  'return-charges-cents',
] as const;
export type NumberParameterCode = (typeof NUMBER_PARAMETER_CODES)[number];

/** The twelve judicial districts (rules.md part 9). */
export const DISTRICTS = [
  'antwerp',
  'limburg',
  'leuven',
  'brussels',
  'walloon-brabant',
  'east-flanders',
  'west-flanders',
  'hainaut',
  'namur',
  'liege',
  'luxembourg',
  'eupen',
] as const;
export type District = (typeof DISTRICTS)[number];
