// What the pages gain when the browser runs scripts. Every page works without this file.
import {
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
  SkipLink,
  createAll,
} from './govuk-frontend.js';

// Fields that belong to a choice are shown and hidden by the stylesheet, for radio buttons and boxes alike.
for (const kind of ['radios', 'checkboxes']) {
  const hidden = `govuk-${kind}__conditional--hidden`;
  for (const fields of document.querySelectorAll(`.${hidden}`)) fields.classList.remove(hidden);
}

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const component of [Button, CharacterCount, ErrorSummary, NotificationBanner, ServiceNavigation, SkipLink]) {
  createAll(component);
}

// Nobody prints a page with its explanations folded away.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details:not([open])')) {
    details.open = true;
    details.dataset.openedForPrint = '';
  }
});
addEventListener('afterprint', () => {
  for (const details of document.querySelectorAll('details[data-opened-for-print]')) {
    details.open = false;
    delete details.dataset.openedForPrint;
  }
});
