import { projectFiles } from './project-files';

/** Traps of what is not built yet. Whoever builds one takes it out of here. */
const NOT_BUILT: number[] = [];
const NAMED = /\b(?:describe|it)(?:\.each\b[^]*?\))?\(\s*['"`][^'"`\n]*?\btrap (\d+)\b/g;

describe('the traps of docs/rules.md', () => {
  const [rules] = projectFiles('docs', 'rules.md');
  const traps = [...(rules?.text ?? '').matchAll(/^\| trap (\d+) \|/gm)].map(([, number]) => Number(number));
  const named = [...projectFiles('src', '.spec.ts'), ...projectFiles('test', '.spec.ts')]
    .filter(({ path }) => !path.startsWith('test/architecture/'))
    .flatMap(({ text }) => [...text.matchAll(NAMED)].map(([, number]) => Number(number)));

  it('are twenty-seven', () => expect(traps).toHaveLength(27));

  it.each(traps.filter((trap) => !NOT_BUILT.includes(trap)))('%i has a test that bears its number', (trap) => {
    expect(named).toContain(trap);
  });
});
