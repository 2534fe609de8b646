import { liabilityOf } from './finance.view';

describe('how the debtors of a claim answer for it', () => {
  const [carrier, other] = [{ isCarrier: true }, { isCarrier: false }];

  it('R1.1.11, R1.0.7, trap 7: alone; with a carrier jointly and severally; as representatives together', () => {
    expect(liabilityOf([other])).toBe('sole');
    expect(liabilityOf([carrier])).toBe('sole');
    expect(liabilityOf([other, carrier])).toBe('joint-and-several');
    expect(liabilityOf([other, other, carrier])).toBe('joint-and-several');
    expect(liabilityOf([other, other])).toBe('together');
  });
});
