import { load, type CheerioAPI } from 'cheerio';
import { cents } from '../kernel/money';
import { Form } from './form';
import { LANGUAGES, type Language } from './language';
import type { PageContext } from './page-context';
import { LOCALES_FOLDER, Pages } from './pages';
import { specimenPage } from '../../test/support/specimen-page';
import { Translations } from './translator';

const pages = new Pages(new Translations({ folder: LOCALES_FOLDER }));

function context(language: Language, overrides: Partial<PageContext> = {}): PageContext {
  return {
    language,
    path: '/persons?cursor=a&b=c',
    user: { displayName: 'Aline Exemple', roles: ['agent', 'cashier'], department: 'Bureau X' },
    permissions: new Set(['person.read', 'offence.record', 'statement.read']),
    csrfToken: 'token"<1>',
    once: '0198-once',
    flash: { kind: 'success', key: 'ui.help.title' },
    demonstration: true,
    productVersion: '0.1.0',
    ...overrides,
  };
}

function show(language: Language, data = specimenPage(), overrides: Partial<PageContext> = {}): CheerioAPI {
  return load(pages.render('components/specimen.njk', context(language, overrides), data));
}

describe.each(LANGUAGES)('every component in %s', (language) => {
  const $ = show(language);

  test('declares the language, and errors in the title', () => {
    expect($('html').attr('lang')).toBe(language);
    expect($('title').text()).toMatch(/^(Erreur|Fout|Fehler|Error)\s?: .+ – .+$/);
  });

  test('binds a label to every input', () => {
    const inputs = $('input:not([type=hidden]), select, textarea').toArray();
    expect(inputs.length).toBeGreaterThan(14);
    for (const input of inputs) {
      const id = $(input).attr('id') ?? '';
      expect([id, $(`label[for="${id}"]`).text().trim()]).toEqual([id, expect.stringMatching(/\S/)]);
    }
  });

  test('has no id twice, and every reference leads somewhere', () => {
    const ids = $('[id]')
      .toArray()
      .map((element) => $(element).attr('id') ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    const references = $('[aria-describedby], [aria-labelledby], [aria-controls], [for]')
      .toArray()
      .flatMap((element) =>
        ['aria-describedby', 'aria-labelledby', 'aria-controls', 'for'].flatMap(
          (name) => $(element).attr(name)?.split(/\s+/) ?? [],
        ),
      );
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('leads from every line of the error summary to a field', () => {
    const links = $('.govuk-error-summary a').toArray();
    expect(links).toHaveLength(9);
    for (const link of links) {
      const target = $($(link).attr('href') ?? '#');
      expect([$(link).attr('href'), target.length, target.is('input, select, textarea')]).toEqual([
        $(link).attr('href'),
        1,
        true,
      ]);
    }
  });

  test('shows no raw key and no empty value', () => {
    const text = $('body').text();
    expect(text).not.toMatch(/\b(ui|errors|codes)\.[a-z]/i);
    expect(text).not.toMatch(/undefined|\[object|\{\{|NaN/);
  });

  test('writes dates and amounts as the language does', () => {
    const figures = { fr: '200,00\u00a0€', nl: '€\u00a0200,00', de: '200,00\u00a0€', en: '€200.00' };
    const days = {
      fr: '1er\u00a0novembre 2026',
      nl: '1\u00a0november 2026',
      de: '1.\u00a0November 2026',
      en: '1\u00a0November 2026',
    };
    expect($('.app-confirm').text()).toContain(figures[language]);
    expect($('.app-summary').text()).toContain(days[language]);
  });
});

describe('the frame', () => {
  test('shows only what the person may open, and marks where they are', () => {
    const $ = show('en');
    const items = $('.govuk-service-navigation__link').toArray();
    expect(items.map((item) => $(item).attr('href'))).toEqual(['/', '/persons', '/offences/new', '/statements']);
    expect($('.govuk-service-navigation__link[aria-current]').attr('href')).toBe('/persons');
  });

  test('keeps the page when the language changes', () => {
    const link = show('fr')('.app-languages__link[hreflang=nl]').attr('href');
    expect(link).toBe('/language?to=nl&from=%2Fpersons%3Fcursor%3Da%26b%3Dc');
  });

  test('puts the anti-forgery token into every form that posts', () => {
    const $ = show('fr');
    const forms = $('form[method=post]').toArray();
    expect(forms.length).toBe(4);
    for (const form of forms) expect($(form).find('input[name=_csrf]').attr('value')).toBe('token"<1>');
  });

  test('gives every form of a page a key by which it acts once', () => {
    const keys = show('fr')('main form[method=post] input[name=_once]');
    expect(keys.toArray().map((key) => key.attribs['value'])).toEqual(['0198-once', '0198-once']);
  });

  test('carries what the person saw', () => {
    expect(show('fr')('input[name="version"]').attr('value')).toBe('3');
  });

  test('escapes what people typed', () => {
    const data = specimenPage();
    const $ = show('fr', {
      ...data,
      motivation: '<script>alert(1)</script>',
      form: Form.fresh('ui.specimen', { familyName: '"><img src=x>', motivation: '</textarea><b>' }),
    });
    expect($('main script, main img, main b')).toHaveLength(0);
    expect($('#familyName').attr('value')).toBe('"><img src=x>');
    expect($('#motivation').text()).toContain('</textarea><b>');
  });

  test('shows a stranger neither navigation nor name', () => {
    const $ = show('nl', specimenPage(), { user: undefined, permissions: new Set(), csrfToken: '' });
    expect($('.govuk-service-navigation, .app-header__user')).toHaveLength(0);
  });

  test('says in production nothing of a demonstration', () => {
    expect(show('nl', specimenPage(), { demonstration: false })('.app-demonstration')).toHaveLength(0);
  });

  test('has no script but its own, and no style beside the stylesheet', () => {
    const $ = show('de');
    expect($('script:not([src^="/assets/"]), style, [style], [onclick]')).toHaveLength(0);
  });

  test('throws on a template that prints what is not there', () => {
    const { motivation: _left, ...data } = specimenPage();
    expect(() => pages.render('components/specimen.njk', context('fr'), { ...data, rows: [{}] })).toThrow();
  });
});

describe('pages of failed requests', () => {
  const statuses = [400, 401, 403, 404, 409, 412, 413, 415, 429, 500, 503];

  test.each(statuses)('%i says what happened and what to do next, in four languages', (status) => {
    for (const language of LANGUAGES) {
      const $ = load(pages.renderError(status, context(language), ['Détail <1>'], 'req-7'));
      expect($('h1').text()).toMatch(/\S/);
      expect($('main > h2').length).toBe(1);
      expect($('main').text()).toContain('Détail <1>');
      expect($('main').text()).toContain('req-7');
      expect($('main').text()).not.toMatch(/errors\./);
    }
  });

  test('any other status shows the page of 500', () => {
    expect(load(pages.renderError(502, context('en')))('h1').text()).toBe(
      load(pages.renderError(500, context('en')))('h1').text(),
    );
  });
});

describe.each(['information/help.njk', 'information/accessibility.njk'])('%s', (template) => {
  test.each(LANGUAGES)('speaks %s', (language) => {
    expect(load(pages.render(template, context(language)))('main').text()).toMatch(/\S{3}/);
  });
});

test('amounts in specimens are whole cents', () => {
  expect(specimenPage().rows.every(({ dueCents }) => cents(dueCents) === dueCents)).toBe(true);
});
