import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Controller, Get, Inject, Param } from '@nestjs/common';
// The folder alone: the package itself would read its page, some megabytes of script, into this process.
import absolutePath from 'swagger-ui-dist/absolute-path';
import type { Config } from '../platform/config/config';
import { file, page, type PageResult } from '../platform/http/page-result';
import { Open } from '../platform/http/route-access';
import { CONFIG } from '../platform/platform.module';
import { Refused } from '../platform/refused';
import { ContractFile } from './contract-file';

const OURS = path.resolve(__dirname, '../../templates/web/contract');

/** What the interactive page loads: two files of Swagger UI, and ours that frame and colour it. */
const ASSETS: Readonly<Record<string, { readonly folder: string; readonly mediaType: string }>> = {
  'swagger-ui.css': { folder: absolutePath(), mediaType: 'text/css; charset=utf-8' },
  'swagger-ui-bundle.js': { folder: absolutePath(), mediaType: 'text/javascript; charset=utf-8' },
  'contract.css': { folder: OURS, mediaType: 'text/css; charset=utf-8' },
  'start.js': { folder: OURS, mediaType: 'text/javascript; charset=utf-8' },
};

/** The contract of the API, as the file that is the source of truth and as a page to try it on. */
@Controller('api/fines/v1/doc')
export class ContractController {
  private readonly contract: ContractFile;

  constructor(@Inject(CONFIG) config: Config) {
    this.contract = new ContractFile('openapi.yaml', config.publicUrl);
  }

  @Get()
  @Open()
  interactive(): PageResult {
    return page('contract/contract');
  }

  @Get('openapi.yaml')
  @Open()
  yaml(): PageResult {
    return this.contract.served();
  }

  @Get('assets/:name')
  @Open()
  asset(@Param('name') name: string): PageResult {
    const asset = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    if (asset === undefined) throw new Refused({ code: 'not-found' });
    return file(readFileSync(path.join(asset.folder, name)), asset.mediaType, name);
  }
}
