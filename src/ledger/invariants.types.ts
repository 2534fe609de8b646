/** What is proven (quality.md, money). */
export const INVARIANTS = ['I1', 'I2', 'I3', 'I4', 'I5'] as const;
export type Invariant = (typeof INVARIANTS)[number];
