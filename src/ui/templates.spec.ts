import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Environment, Template } from 'nunjucks';
import { PROJECT_ROOT } from './pages';

const FOLDER = path.join(PROJECT_ROOT, 'templates/web');
const NAMES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.njk'));

/** What stands against a template before anybody opens its page; undefined when it can be rendered. */
function fault(text: string, name: string): string | undefined {
  try {
    new Template(text, new Environment(null), name, true);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

// A page is parsed when it is first shown, so that a slip in a branch which no test walks would be found by a person.
describe('the templates of the pages', () => {
  it.each(NAMES)('%s can be read', (name) => {
    expect(fault(readFileSync(path.join(FOLDER, name), 'utf8'), name)).toBeUndefined();
  });

  it('are told apart from one that cannot', () => {
    expect(fault("{{ t('a' if b else 'c' if d else 'e') }}", 'chained')).toContain('expected comma');
    expect(fault("{{ t('a' if b else ('c' if d else 'e')) }}", 'nested')).toBeUndefined();
  });
});
