import { isWindowOf } from './mail-batch.rules';

describe('whether the window of a letter shows an address', () => {
  const ADDRESS = 'Kerkstraat 99\n9000 Gent';
  it.each<[string, readonly string[] | null, boolean]>([
    ['the name and the address', ['EXEMPLE Ada', 'Kerkstraat 99', '9000 Gent'], true],
    ['an address for service', ['EXEMPLE Ada', 'c/o CONSEIL Max', 'Kerkstraat 99', '9000 Gent'], true],
    ['another number', ['EXEMPLE Ada', 'Kerkstraat 9', '9000 Gent'], false],
    ['a country behind it', ['EXEMPLE Ada', 'Kerkstraat 99', '9000 Gent', 'FRANCE'], false],
    ['lines that were not kept', null, false],
  ])('%s', (_what, lines, isShown) => {
    expect(isWindowOf(lines, ADDRESS)).toBe(isShown);
  });
});
