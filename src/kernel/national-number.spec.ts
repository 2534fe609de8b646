import { formatNationalNumber, maskNationalNumber, parseNationalNumber } from './national-number';

describe('national and bis numbers', () => {
  it.each([
    ['85.07.30-033.28', '85073003328'],
    ['85073003328', '85073003328'],
    ['850730 033 28', '85073003328'],
    ['850730-033-28', '85073003328'],
    ['17 07 30 033 84', undefined],
  ])('%j', (text, digits) => {
    const parsed = parseNationalNumber(text);
    expect(parsed.ok ? parsed.value : undefined).toBe(digits);
  });

  it.each([
    ['', 'national-number-format'],
    ['8507300332', 'national-number-format'],
    ['85.07.30-033.28x', 'national-number-format'],
    ['85073003329', 'national-number-check'],
    ['85133003328', 'national-number-check'],
  ])('%j is refused: %s, without echoing it', (text, code) => {
    const parsed = parseNationalNumber(text);
    expect(parsed).toMatchObject({ ok: false, refusal: { code, field: 'nationalNumber' } });
    if (text !== '') expect(JSON.stringify(parsed)).not.toContain(text);
  });

  it('accepts a bis number and one born after 1999', () => {
    const check = (nine: string, prefix = ''): string => String(97 - (Number(prefix + nine) % 97)).padStart(2, '0');
    expect(parseNationalNumber(`854730033${check('854730033')}`).ok).toBe(true);
    expect(parseNationalNumber(`010730033${check('010730033', '2')}`).ok).toBe(true);
  });

  it('prints it, and masks it for those who may not see it', () => {
    const parsed = parseNationalNumber('85073003328');
    expect(parsed.ok && formatNationalNumber(parsed.value)).toBe('85.07.30-033.28');
    expect(parsed.ok && maskNationalNumber(parsed.value)).toBe('••.••.••-•••.28');
  });
});
