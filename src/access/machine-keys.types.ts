/** The one machine that this product talks to. */
export const FINANCE_CLIENT = 'fps-finance';
