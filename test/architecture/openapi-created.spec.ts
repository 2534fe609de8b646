import { finesContract, partsOf, recoveryContract, type Contract, type Operation } from '../support/contract';

/**
 * What a POST answers when it went well. What it makes and can be read at an address of its own is told with 201 and `Location`, and with 200 where the same was made before. In the interface to
 * FPS Finance a verb on a claim makes nothing beside the claim and answers 200 with it; in the API of the Office each verb is a thing that is kept
 * (an approval, a correction), so that it is made too, and `Location` names what shows it.
 */
describe('what a POST answers', () => {
  const successes = ({ node }: Operation): string[] =>
    Object.keys(partsOf(node, 'responses')).filter((status) => status.startsWith('2'));

  /** POSTs on a collection whose items are read one by one. */
  function adding(spec: Contract): Operation[] {
    const read = spec.operations.filter(({ method }) => method === 'GET').map(({ path }) => path);
    const isItemOf = (path: string, each: string): boolean =>
      each.startsWith(`${path}/{`) && !each.slice(path.length + 1).includes('/');
    return spec.operations.filter(({ method, path }) => method === 'POST' && read.some((each) => isItemOf(path, each)));
  }

  it.each([
    ['the API', finesContract],
    ['the interface to FPS Finance', recoveryContract],
  ])(
    '%s: is 201 where it adds to a collection whose items have an address, and 200 beside it says where the first is',
    (_name, spec) => {
      const made = adding(spec);
      expect(made.length).toBeGreaterThan(0);
      expect(made.filter((each) => !successes(each).includes('201')).map(({ path }) => path)).toEqual([]);
      const says = (operation: Operation, status: string): boolean => {
        const response = spec.resolve(partsOf(operation.node, 'responses')[status]);
        return partsOf(response, 'headers')['Location'] !== undefined;
      };
      expect(made.filter((each) => !successes(each).every((status) => says(each, status)))).toEqual([]);
    },
  );

  it('the interface to FPS Finance: is 200 for a verb on a claim, and 201 for nothing that has no address', () => {
    const made = new Set(adding(recoveryContract));
    const posts = recoveryContract.operations.filter(({ method }) => method === 'POST');
    const verbs = posts.filter((each) => !made.has(each));
    expect([...made].map(({ path }) => path)).toEqual(['/claims/{claimId}/reports', '/holdings']);
    expect(verbs.map(({ path }) => path).filter((path) => !path.startsWith('/claims/{claimId}/'))).toEqual([]);
    expect(verbs.filter((each) => successes(each).join() !== '200').map(({ path }) => path)).toEqual([]);
  });
});
