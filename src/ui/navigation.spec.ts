import { permissionsOf, ROLES } from '../access/permissions';
import { navigationFor } from './navigation';
import { localPath } from './page-context';

describe('navigation', () => {
  test.each(ROLES)('of the %s begins with the home page', (role) => {
    expect(navigationFor(permissionsOf([role]), '/')[0]).toEqual({ name: 'home', href: '/', current: true });
  });

  test('shows the cashier money and what it is taken over from, and no drafts', () => {
    const names = navigationFor(permissionsOf(['cashier']), '/').map(({ name }) => name);
    const money = ['statements', 'suspense', 'deposits', 'refunds', 'recovery'];
    expect(names).toEqual(['home', 'persons', ...money, 'parameters', 'takeOver']);
  });

  test.each([
    ['/persons', 'persons'],
    ['/persons/0198-abc?cursor=x', 'persons'],
    ['/merges/0198-abc', 'persons'],
    ['/', 'home'],
    ['/entry/0198-abc/facts', 'entry'],
    ['/returned-mail', 'mail'],
    ['/letters/templates', 'parameters'],
    ['/personswap', undefined],
  ])('at %s marks %s', (path, name) => {
    const current = navigationFor(permissionsOf(['agent']), path).filter((item) => item.current);
    expect(current.map((item) => item.name)).toEqual(name === undefined ? [] : [name]);
  });
});

describe('the page to come back to', () => {
  test.each(['/', '/persons', '/persons?cursor=a&b=c', '/files/0198#history'.split('#')[0] ?? ''])(
    '%s is ours',
    (path) => {
      expect(localPath(path)).toBe(path);
    },
  );

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\nb',
    '',
    undefined,
    ['/a'],
    `/${'a'.repeat(3000)}`,
  ])('%p is not', (path) => expect(localPath(path)).toBe('/'));
});
