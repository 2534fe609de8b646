// Draws the contract as a page to read and to try. The parts are those of Swagger UI; frame and head are ours: its own have a
// second main landmark, a second first heading and a list of servers without a name, on which screen readers stumble.
const frame = ({ React, getComponent }) => {
  const draw = React.createElement;
  const part = (name) => draw(getComponent(name, true), { key: name });
  return {
    components: {
      // All of them, always: with 150 and more Swagger UI draws those in the window alone, and neither the search of the browser
      // nor a list of headings finds the others.
      operations: (system) => {
        const { specSelectors } = system;
        const Tag = system.getComponent('OperationTag');
        const Operation = system.getComponent('OperationContainer', true);
        const operation = (each, tag) => {
          const [path, method, specPath] = ['path', 'method', 'specPath'].map((name) => each.get(name));
          return draw(Operation, { key: `${path}-${method}`, op: each, path, method, specPath, tag });
        };
        const section = (tagObj, tag) => {
          const blocks = tagObj.get('operations').map((each) => operation(each, tag));
          const content = draw('div', { className: 'operation-tag-content' }, blocks.toArray());
          return draw(Tag, { ...system, key: tag, tagObj, tag, specUrl: specSelectors.url() }, content);
        };
        return draw('div', null, specSelectors.taggedOperations().map(section).valueSeq().toArray());
      },
      ContractFrame: () =>
        draw('div', { className: 'swagger-ui' }, [
          part('InfoContainer'),
          part('AuthorizeBtnContainer'),
          part('operations'),
        ]),
      info: ({ info }) =>
        draw('div', { className: 'info' }, [
          draw('h2', { key: 'title', className: 'title' }, `${info.get('title')} ${info.get('version')}`),
          draw(getComponent('Markdown', true), { key: 'text', source: info.get('description') }),
        ]),
    },
  };
};

// What its parts leave out for screen readers, given to each part as it appears: names of buttons and of tables.
const GAPS = [
  ['.close-modal', (button) => button.setAttribute('aria-label', 'Close')],
  ['.modal-btn.auth[aria-label]', (button) => button.removeAttribute('aria-label')],
  ['table[role=region]:not([aria-label])', (table) => table.setAttribute('aria-label', table.id.replaceAll('_', ' '))],
  ['pre:not([tabindex])', (sample) => sample.setAttribute('tabindex', '0')],
];

const fillGaps = (root) => {
  for (const [selector, fill] of GAPS) root.querySelectorAll(selector).forEach(fill);
};

addEventListener('load', () => {
  const root = document.getElementById('contract');
  new MutationObserver(() => fillGaps(root)).observe(root, { childList: true, subtree: true });
  SwaggerUIBundle({
    url: '/api/fines/v1/doc/openapi.yaml',
    dom_id: '#contract',
    plugins: [frame],
    layout: 'ContractFrame',
    deepLinking: false,
    defaultModelsExpandDepth: -1,
    persistAuthorization: false,
    // Its colours are too faint to read.
    syntaxHighlight: { activated: false },
  });
});
