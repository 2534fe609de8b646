/** Which appeals a list holds. */
export const APPEAL_LISTS = ['open', 'month-passed', 'to-confirm', 'closed'] as const;
export type AppealList = (typeof APPEAL_LISTS)[number];
