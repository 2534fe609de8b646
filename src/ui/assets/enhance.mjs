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

// A page that asks for something begins where it asks: at the field that the address names, else at the place that the page
// marks, else at its first field in sight. What went wrong goes before: the summary of errors takes the focus by itself.
const main = document.querySelector('main[data-focus-first]');
if (main && !main.querySelector('.govuk-error-summary, .govuk-notification-banner[role="alert"]')) {
  const named = location.hash === '' ? null : document.getElementById(location.hash.slice(1));
  const field = ':is(input:not([type="hidden"]), select, textarea)';
  const asked =
    main.querySelector('[data-focus-here]') ?? main.querySelector(`form ${field}:not(details:not([open]) *)`);
  const group = asked?.matches('[type="radio"]') ? asked.form.elements[asked.name] : undefined;
  const chosen = group && [...(group.length ? group : [group])].find((each) => each.checked);
  (named?.matches(field) ? named : (chosen ?? asked))?.focus();
}

// A whole day pasted into one of three fields fills them all.
for (const fields of document.querySelectorAll('.govuk-date-input')) {
  fields.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text').trim() ?? '';
    const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
    const [, dayFirst, monthNext, yearLast] = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/.exec(text) ?? [];
    const parts = year ? [day, month, year] : [dayFirst, monthNext, yearLast];
    const inputs = [...fields.querySelectorAll('input')];
    if (parts[0] === undefined || inputs.length !== parts.length) return;
    event.preventDefault();
    inputs.forEach((input, index) => (input.value = parts[index]));
  });
}

// A page that shows work under way looks again by itself, as long as nobody reads further down or has begun to do something.
if (document.querySelector('[data-under-way]')) {
  setTimeout(() => {
    const isUntouched = document.activeElement === document.body && scrollY === 0;
    if (isUntouched && document.visibilityState === 'visible') location.reload();
  }, 4000);
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
