import { there, type ModelBooks } from './whole-file.parts';
import type { DRAFT_VERBS, StepOf } from './whole-file.steps';

/** What should become of decisions on their way to a signature, and of the numbers that they are given: one after the other, none for what is not signed. */
export class ModelDrafts {
  constructor(private readonly books: ModelBooks) {}

  take({ verb, by }: StepOf<typeof DRAFT_VERBS>): boolean {
    const { drafts } = this.books;
    if (verb === 'draft-decision') {
      drafts.push({ state: 'draft', authors: [by], number: undefined });
      return true;
    }
    const draft = there(drafts.at(-1));
    const from = verb === 'submit-decision' || verb === 'cancel-decision' ? 'draft' : 'submitted';
    if (draft.state !== from) return false;
    if (verb === 'cancel-decision') draft.state = 'cancelled';
    else if (verb === 'submit-decision') {
      draft.state = 'submitted';
      draft.authors.push(by);
    } else {
      // Whoever wrote it neither signs it nor sends it back; the first person signs for no article.
      if (draft.authors.includes(by) || (verb === 'sign-decision' && by === 0)) return false;
      draft.state = verb === 'sign-decision' ? 'signed' : 'draft';
      if (verb === 'sign-decision') draft.number = drafts.filter(({ number }) => number !== undefined).length + 1;
    }
    return true;
  }
}
