import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../database/transactions';
import { onceKeyIn, refuseUnknownFields, typedIn, type FormBody } from './form-body';
import { withIdempotency } from './preconditions';
import { actorOf } from './request-context';

/** A form that was sent: who sent it, what was typed, which version was seen, and which button was pressed. */
export class PostedForm {
  /** What was typed or chosen, without what every form carries (token, key, version, button). */
  readonly typed: FormBody;

  constructor(
    readonly actor: Actor,
    /** The address to which it was posted. */
    private readonly route: string,
    private readonly body: FormBody,
  ) {
    const { version: _seen, action: _pressed, ...typed } = typedIn(body);
    this.typed = typed;
  }

  /** The button that was pressed; empty when the form has but one. */
  get action(): string {
    return textIn(this.body['action']);
  }

  /** The version that the person has seen; not a number when the form was sent without. */
  get version(): number {
    return Number(textIn(this.body['version']) || Number.NaN);
  }

  /** One answer as text, empty when it was not given. */
  text(field: string): string {
    return textIn(this.body[field]);
  }

  /** The actor for whom this form acts once, however often its button is pressed. `print` stands for a form that came with a file. */
  once(print?: Buffer | FormBody): Actor {
    return withIdempotency(this.actor, onceKeyIn(this.body), this.route, print ?? typedIn(this.body));
  }

  /** What was typed with the version that the person has seen: a command on a versioned resource. */
  onSeenVersion(typed: FormBody = this.typed): FormBody {
    return { ...typed, version: this.version };
  }

  /** Refuses `unknown-field` for each field but these: a field is refused or acted on, never dropped. */
  refuseFieldsBut(...fields: readonly string[]): void {
    refuseUnknownFields(this.body, fields);
  }

  /** What was given in these fields; refuses `unknown-field` for any other. */
  only(...fields: readonly string[]): FormBody {
    this.refuseFieldsBut(...fields);
    return Object.fromEntries(fields.filter((field) => field in this.body).map((field) => [field, this.body[field]]));
  }

  /** What was given in these fields, as texts without outer white space. */
  texts(fields: readonly string[]): Readonly<Record<string, string>> {
    return Object.fromEntries(
      fields.filter((field) => field in this.body).map((field) => [field, this.text(field).trim()]),
    );
  }
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The form that a handler of pages acts on. */
export const CurrentForm = createParamDecorator((_data: unknown, context: ExecutionContext): PostedForm => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return new PostedForm(actorOf(request), request.url, (request.body ?? {}) as FormBody);
});
