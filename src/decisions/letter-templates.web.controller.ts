import { Controller, Get, Query } from '@nestjs/common';
import type { Actor } from '../platform/database/transactions';
import { file, page, type PageResult } from '../platform/http/page-result';
import { CurrentActor } from '../platform/http/request-context';
import { Requires } from '../platform/http/route-access';
import { Form } from '../ui/form';
import { LetterTemplates } from './letter-templates.service';

const FORM = 'letters.field';

/** The templates of letters: which are in force, what of them awaits the legal service, and what they look like. */
@Controller('letters/templates')
export class LetterTemplatesWebController {
  constructor(private readonly templates: LetterTemplates) {}

  @Get()
  @Requires('parameter.read')
  async list(@CurrentActor() actor: Actor): Promise<PageResult> {
    const { templates, samples } = await this.templates.list(actor);
    const letter = templates[0]?.key ?? '';
    return page('letters/templates', {
      templates,
      samples,
      sampleForm: Form.fresh(FORM, { letter, sample: samples[0] ?? '' }),
      fileForm: Form.fresh(FORM, { letterOfFile: letter }),
    });
  }

  /** Any version in any language with fictitious people. */
  @Get('sample.pdf')
  @Requires('parameter.read')
  async sample(
    @CurrentActor() actor: Actor,
    @Query('letter') letter: unknown,
    @Query('sample') sample: unknown,
  ): Promise<PageResult> {
    const bytes = await this.templates.sample(actor, textOf(letter), textOf(sample));
    return file(bytes, 'application/pdf', 'preview.pdf');
  }

  /** Any version in any language with the data of a decision, signed or not; the look at that case is noted. */
  @Get('file.pdf')
  @Requires('document.read')
  async withFile(
    @CurrentActor() actor: Actor,
    @Query('letterOfFile') letter: unknown,
    @Query('number') number: unknown,
  ): Promise<PageResult> {
    const bytes = await this.templates.withFile(actor, textOf(letter), textOf(number));
    return file(bytes, 'application/pdf', 'preview.pdf');
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
