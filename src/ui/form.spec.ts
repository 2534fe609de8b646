import { Form, fieldId } from './form';

describe('a form', () => {
  test('knows what was typed, flat as a browser posts it and nested as a command holds it', () => {
    const form = Form.fresh('persons.form', {
      familyName: 'Exemple',
      'address.street': 'Rue X',
      address: { city: 'Y' },
      age: 7,
    });
    expect(form.getField('familyName').value).toBe('Exemple');
    expect(form.getField('address.street').value).toBe('Rue X');
    expect(form.getField('address.city').value).toBe('Y');
    expect(form.getField('age').value).toBe('7');
    expect(form.hasErrors).toBe(false);
  });

  test('knows all the values of one name', () => {
    const form = Form.fresh('persons.form', { evidence: ['report', 'ticket'], single: 'report' });
    expect(form.getField('evidence').values).toEqual(['report', 'ticket']);
    expect(form.getField('single').values).toEqual(['report']);
    expect(form.getField('none')).toEqual({ name: 'none', id: 'none', value: '', values: [], error: undefined });
  });

  test.each(['__proto__', 'constructor', 'toString', 'familyName.length'])(
    'has no field %s of its own making',
    (name) => {
      expect(Form.fresh('persons.form', { familyName: 'Exemple' }).getField(name).value).toBe('');
    },
  );

  test('shows a refusal beside its field and in the summary, with a link to it', () => {
    const refusals = [{ code: 'too-long', field: 'address.street', params: { max: 5 } }, { code: 'already-notified' }];
    const form = Form.refused('persons.form', {}, refusals);
    expect(form.getField('address.street').error).toEqual({ code: 'too-long', params: { max: 5 } });
    expect(form.errorList).toEqual([
      { field: 'address.street', href: '#address-street', message: { code: 'too-long', params: { max: 5 } } },
      { field: undefined, href: undefined, message: { code: 'already-notified', params: undefined } },
    ]);
  });
});

test('the id of a field can stand in a link', () => {
  expect(fieldId('address.lines[0]')).toBe('address-lines-0-');
});
