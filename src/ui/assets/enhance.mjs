// What the pages gain when the browser runs scripts. Every page works without this file.
import { initAll } from './govuk-frontend.js';

document.body.classList.add('js-enabled', 'govuk-frontend-supported');
initAll();

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
