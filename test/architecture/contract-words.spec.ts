import { recoveryContract } from '../support/contract';

// The interface to FPS Finance is held to the letter of the guide. The API of the Office's own programs has the words of the official
// translation of the Law, `offence` first of all.
describe('the contract of the interface to FPS Finance: words', () => {
  it('are American English [jsn-naming]', () => {
    const british = /instalment|cancelled|offence|licence|colour|favour|honour|centre|catalogue|programme|[a-z]ise(?:d|s|Id|On|At)?$/i; // prettier-ignore
    const names: string[] = [];
    recoveryContract.walk((node, place) => {
      if (place.at(-1) === 'properties' || place.at(-1) === 'schemas') names.push(...Object.keys(node));
      if (Array.isArray(node['enum'])) names.push(...node['enum'].map(String));
    });
    expect(names).toContain('installments');
    expect(names.filter((name) => british.test(name))).toEqual([]);
  });
});
