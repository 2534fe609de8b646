import { Controller, Get, Param, Post } from '@nestjs/common';
import { countryOfIssuer, ICAO_ISSUERS } from '../kernel/icao-issuer';
import { isUuid, type PersonId } from '../kernel/ids';
import type { InterfaceLanguage } from '../kernel/language';
import type { Refusal } from '../kernel/outcome';
import type { Actor } from '../platform/database/transactions';
import { idParameter, parseCommand } from '../platform/http/fields';
import { withTicked } from '../platform/http/form-body';
import { page, redirect, submitted, type PageResult } from '../platform/http/page-result';
import { CurrentForm, type PostedForm } from '../platform/http/posted-form';
import { CurrentActor, CurrentLanguage } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { typedDays } from '../ui/date-input';
import { Form } from '../ui/form';
import { ALIAS_KINDS, DOCUMENT_KINDS } from './person-papers.rules';
import { PersonPapersService } from './person-papers.service';
import { AddAlias, AddDocument, EndPaper } from './persons.commands';
import { PersonsService } from './persons.service';

const ALIAS = 'persons.alias';
const DOCUMENT = 'persons.document';
const ENDING = 'persons.ending';

/** The two kinds of papers as addresses name them. */
const PAPERS = { aliases: 'alias', documents: 'document' } as const;
type Papers = keyof typeof PAPERS;

/** The pages on other names and identity documents of a person. */
@Controller('persons/:personId')
export class PersonPapersWebController {
  constructor(
    private readonly papers: PersonPapersService,
    private readonly persons: PersonsService,
  ) {}

  @Get('aliases/new')
  @Requires('person.write')
  aliasForm(@CurrentActor() actor: Actor, @Param('personId') id: string): Promise<PageResult> {
    return this.aliasPage(actor, idParameter<PersonId>(id), Form.fresh(ALIAS));
  }

  @Post('aliases/new')
  @Requires('person.write')
  addAlias(@Param('personId') id: string, @CurrentForm() form: PostedForm): Promise<PageResult> {
    const personId = idParameter<PersonId>(id);
    return submitted(
      async () => {
        const command = parseCommand(AddAlias, typedDays(form.typed, ['usedFrom', 'usedUntil']));
        await this.papers.addAlias(form.once(), personId, command);
        return redirect(`/persons/${id}`, { kind: 'success', key: 'persons.flash.aliasAdded' });
      },
      (refusals) => this.aliasPage(form.actor, personId, Form.refused(ALIAS, form.typed, refusals)),
    );
  }

  @Get('documents/new')
  @Requires('person.write')
  documentForm(
    @CurrentActor() actor: Actor,
    @CurrentLanguage() language: InterfaceLanguage,
    @Param('personId') id: string,
  ): Promise<PageResult> {
    return this.documentPage(actor, language, idParameter<PersonId>(id), Form.fresh(DOCUMENT));
  }

  @Post('documents/new')
  @Requires('person.write')
  addDocument(
    @CurrentLanguage() language: InterfaceLanguage,
    @Param('personId') id: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    const personId = idParameter<PersonId>(id);
    const { actor, typed } = form;
    return submitted(
      async () => {
        const fields = withTicked(typedDays(typed, ['issuedOn', 'expiresOn', 'seenOn']), 'otherPerson');
        await this.papers.addDocument(form.once(), personId, parseCommand(AddDocument, fields));
        return redirect(`/persons/${id}`, { kind: 'success', key: 'persons.flash.documentAdded' });
      },
      async (refusals) => {
        const others = await this.othersIn(actor, refusals);
        return this.documentPage(actor, language, personId, Form.refused(DOCUMENT, typed, refusals), others);
      },
    );
  }

  @Get(':papers/:paperId/ending')
  @Requires('person.write')
  endingForm(
    @CurrentActor() actor: Actor,
    @Param('personId') id: string,
    @Param('papers') papers: string,
    @Param('paperId') paperId: string,
  ): Promise<PageResult> {
    return this.endingPage(actor, { id, papers, paperId }, Form.fresh(ENDING));
  }

  @Post(':papers/:paperId/ending')
  @Requires('person.write')
  end(
    @Param('personId') id: string,
    @Param('papers') papers: string,
    @Param('paperId') paperId: string,
    @CurrentForm() form: PostedForm,
  ): Promise<PageResult> {
    const place = { id, papers, paperId };
    return submitted(
      async () => {
        const command = parseCommand(EndPaper, form.typed);
        const personId = idParameter<PersonId>(id);
        const paper = idParameter<string>(paperId);
        if (knownPapers(papers) === 'aliases') await this.papers.endAlias(form.once(), personId, paper, command);
        else await this.papers.endDocument(form.once(), personId, paper, command);
        return redirect(`/persons/${id}`, { kind: 'success', key: 'persons.flash.paperEnded' });
      },
      (refusals) => this.endingPage(form.actor, place, Form.refused(ENDING, form.typed, refusals)),
    );
  }

  private async aliasPage(actor: Actor, personId: PersonId, form: Form): Promise<PageResult> {
    const { person } = await this.persons.read(actor, personId);
    return page('persons/alias', { person, form, kinds: ALIAS_KINDS });
  }

  private async documentPage(
    actor: Actor,
    language: InterfaceLanguage,
    personId: PersonId,
    form: Form,
    others: Awaited<ReturnType<PersonsService['sideBySide']>> = [],
  ): Promise<PageResult> {
    const { person } = await this.persons.read(actor, personId);
    return page('persons/document', { person, form, others, kinds: DOCUMENT_KINDS, issuers: issuerChoices(language) });
  }

  private async endingPage(
    actor: Actor,
    place: { readonly id: string; readonly papers: string; readonly paperId: string },
    form: Form,
  ): Promise<PageResult> {
    const papers = knownPapers(place.papers);
    const personId = idParameter<PersonId>(place.id);
    const file = await this.papers.read(actor, personId);
    const paper = file[papers].find(({ id }) => id === place.paperId);
    return page('persons/ending', { person: file.person, form, paper, kind: PAPERS[papers] });
  }

  private async othersIn(actor: Actor, refusals: readonly Refusal[]): ReturnType<PersonsService['sideBySide']> {
    const ids = refusals.flatMap(({ params }) => String(params?.['personIds'] ?? '').split(',')).filter(isUuid);
    return ids.length === 0 ? [] : this.persons.sideBySide(actor, ids as PersonId[]);
  }
}

/** Anything but the two kinds does not exist. */
function knownPapers(papers: string): Papers {
  if (papers === 'aliases' || papers === 'documents') return papers;
  return idParameter<Papers>(papers);
}

/** Issuers by the name of their country where they are one, else by their code; in the reader's language. */
function issuerChoices(language: InterfaceLanguage): readonly { readonly value: string; readonly text: string }[] {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  const named = ICAO_ISSUERS.map((issuer) => {
    const country = countryOfIssuer(issuer);
    return { value: issuer, text: country === undefined ? issuer : `${names.of(country) ?? country} (${issuer})` };
  });
  return named.sort((one, other) => one.text.localeCompare(other.text, language));
}
