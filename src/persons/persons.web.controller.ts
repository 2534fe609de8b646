import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { formatBirthDate } from '../kernel/birth-date';
import { isUuid, type PersonId } from '../kernel/ids';
import type { Refusal } from '../kernel/outcome';
import { suggestLatinForm } from '../kernel/transliteration';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withTicked, type FormBody } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import type { InterfaceLanguage } from '../kernel/language';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor, CurrentLanguage } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { SEXES, type PersonKind } from './person.rules';
import { languageChoices, languageName, type PersonSummary } from './person.view';
import { PersonPapersService } from './person-papers.service';
import { PersonCommand, RegisterPerson, SearchPersons } from './persons.commands';
import { PersonsService } from './persons.service';

/** Where the labels of a form are. */
const FORMS = { natural: 'persons.form', legal: 'persons.firm' } as const;
const SEARCH = 'persons.search';

/** The pages on persons: search, registration, one person, correction. */
@Controller('persons')
export class PersonsWebController {
  constructor(
    private readonly persons: PersonsService,
    private readonly papers: PersonPapersService,
  ) {}

  @Get()
  @Requires('person.read')
  searchForm(): PageResult {
    return page('persons/search', { form: Form.fresh(SEARCH) });
  }

  /** What is looked for is posted, so that no name stands in an address, a log or a history. */
  @Post()
  @Requires('person.read')
  search(@CurrentForm() { actor, typed }: PostedForm): Promise<PageResult> {
    return submitted(
      async () => {
        const result = await this.persons.search(actor, parseCommand(SearchPersons, typed));
        return page('persons/search', { form: Form.fresh(SEARCH, typed), result });
      },
      (refusals) => page('persons/search', { form: Form.refused(SEARCH, typed, refusals) }),
    );
  }

  @Get('new')
  @Requires('person.write')
  registrationForm(
    @CurrentLanguage() language: InterfaceLanguage,
    @Query('kind') asked?: string,
    @Query('returnTo') returnTo?: string,
  ): PageResult {
    const kind = shownKind(asked);
    return page('persons/new', { form: Form.fresh(FORMS[kind]), kind, returnTo, ...choicesIn(language) });
  }

  @Post('new')
  @Requires('person.write')
  async register(@CurrentLanguage() language: InterfaceLanguage, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const { returnTo, ...typed } = form.typed;
    const kind = shownKind(typed['kind']);
    // Offered to be looked at: nothing is kept before the person has sent the form with it.
    if (form.action === 'suggest')
      return page('persons/new', {
        form: Form.fresh(FORMS[kind], withLatinForms(typed)),
        kind,
        returnTo,
        ...choicesIn(language),
      });
    return submitted(
      async () => {
        const command = parseCommand(RegisterPerson, withTicked(typed, 'withdrawalAgreement', 'notDuplicate'));
        const { id } = await this.persons.register(form.once(), command);
        const next = returnPath(returnTo);
        return redirect(next === undefined ? `/persons/${id}` : `${next}?chosen=${id}`, {
          kind: 'success',
          key: 'persons.flash.registered',
        });
      },
      async (refusals) =>
        page('persons/new', {
          form: Form.refused(FORMS[kind], typed, refusals),
          kind,
          returnTo,
          duplicates: await this.duplicatesIn(form.actor, refusals),
          ...choicesIn(language),
        }),
    );
  }

  @Get(':personId')
  @Requires('person.read')
  async show(
    @CurrentActor() actor: Actor,
    @CurrentLanguage() language: InterfaceLanguage,
    @Param('personId') id: string,
  ): Promise<PageResult> {
    const file = await this.papers.read(actor, idParameter<PersonId>(id));
    return page('persons/person', { file, spokenLanguage: languageName(file.person.language, language) });
  }

  @Get(':personId/edit')
  @Requires('person.write')
  async correctionForm(
    @CurrentActor() actor: Actor,
    @CurrentLanguage() language: InterfaceLanguage,
    @Param('personId') id: string,
  ): Promise<PageResult> {
    const { person, form } = await this.persons.read(actor, idParameter<PersonId>(id));
    const shown = Form.fresh(FORMS[person.kind], typedForm(person, form));
    return page('persons/edit', { person, form: shown, seen: { version: person.version }, ...choicesIn(language) });
  }

  @Post(':personId/edit')
  @Requires('person.write')
  correct(
    @CurrentLanguage() language: InterfaceLanguage,
    @Param('personId') id: string,
    @CurrentForm() { actor, typed, version }: PostedForm,
  ): Promise<PageResult> {
    const personId = idParameter<PersonId>(id);
    return submitted(
      async () => {
        const command = parseCommand(PersonCommand, withTicked(typed, 'withdrawalAgreement'));
        await this.persons.correct(actor, personId, version, command);
        return redirect(`/persons/${id}`, { kind: 'success', key: 'persons.flash.corrected' });
      },
      async (refusals) => {
        const { person } = await this.persons.read(actor, personId);
        const form = Form.refused(FORMS[person.kind], typed, refusals);
        // What the person saw stays what it was: after somebody else's correction the page has to be opened anew.
        return page('persons/edit', { person, form, seen: { version }, ...choicesIn(language) });
      },
    );
  }

  /** The persons that a refused registration resembles, to be looked at side by side. */
  private async duplicatesIn(actor: Actor, refusals: readonly Refusal[]): Promise<readonly PersonSummary[]> {
    const ids = refusals
      .flatMap(({ params }) => String(params?.['personIds'] ?? params?.['personId'] ?? '').split(','))
      .filter(isUuid) as PersonId[];
    return ids.length === 0 ? [] : this.persons.sideBySide(actor, ids);
  }
}

/** What is known, as somebody types it: the Latin form of a name only where it says something else than the name. */
function typedForm(
  person: PersonSummary,
  facts: Readonly<Record<string, string | boolean>>,
): Record<string, string | boolean> {
  const { latinFamilyName, latinGivenNames, ...others } = facts;
  return {
    ...others,
    ...(latinFamilyName !== undefined && latinFamilyName !== facts['familyName'] && { latinFamilyName }),
    ...(latinGivenNames !== undefined && latinGivenNames !== facts['givenNames'] && { latinGivenNames }),
    ...(person.birthDate && { birthDate: formatBirthDate(person.birthDate) }),
    ...(facts['withdrawalAgreement'] === true && { withdrawalAgreement: 'yes' }),
  };
}

/** What was typed with a Latin form offered for each name in another script that has none yet. */
function withLatinForms(typed: FormBody): Record<string, unknown> {
  const offer = (name: string, latin: string): Record<string, string> => {
    const form = suggestLatinForm(textIn(typed[name]));
    return form === undefined || textIn(typed[latin]).trim() !== '' ? {} : { [latin]: form };
  };
  return { ...typed, ...offer('familyName', 'latinFamilyName'), ...offer('givenNames', 'latinGivenNames') };
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The pages that send somebody here to register a person whom they name, and take them back with that person. */
const RETURN_PATH = /^\/(entry\/[0-9a-f-]{36}\/liable|files\/[0-9a-f-]{36}\/liability)$/;

function returnPath(returnTo: unknown): string | undefined {
  return typeof returnTo === 'string' && RETURN_PATH.test(returnTo) ? returnTo : undefined;
}

/** A form is about a natural person unless it says that it is about a firm. */
function shownKind(asked: unknown): PersonKind {
  return asked === 'legal' ? 'legal' : 'natural';
}

function choicesIn(language: InterfaceLanguage): Readonly<Record<string, unknown>> {
  return { sexes: SEXES, spokenLanguages: languageChoices(language) };
}
