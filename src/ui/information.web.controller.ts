import { Controller, Get, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { page, redirect, type PageResult } from '../platform/http/page-result';
import { Open } from '../platform/http/route-access';
import { isLanguage } from './language';
import { localPath } from './page-context';

/** What belongs to no part of the office: help, accessibility, and the language of the screens. */
@Controller()
@Open()
export class InformationWebController {
  @Get('help')
  help(): PageResult {
    return page('information/help');
  }

  @Get('accessibility')
  accessibility(): PageResult {
    return page('information/accessibility');
  }

  /** A link, not a form, so that it serves error pages and visitors without a session too; it changes nothing but words. */
  @Get('language')
  language(@Req() request: FastifyRequest, @Query('to') to: unknown, @Query('from') from: unknown): PageResult {
    if (isLanguage(to)) request.session.set('language', to);
    return redirect(localPath(from));
  }
}
