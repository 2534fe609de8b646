import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Open } from '../platform/http/route-access';
import { Transactions } from '../platform/database/transactions';

/**
 * `/health`, and the same under the interface to FPS Finance, which knows no other address of ours: UP when pages, API and database answer;
 * DOWN with 503 otherwise. Says nothing more to nobody in particular.
 */
@Controller(['health', 'api/recovery/v1/health'])
export class HealthController {
  constructor(private readonly transactions: Transactions) {}

  @Get()
  @Open()
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: 'UP' | 'DOWN' }> {
    void reply.header('Cache-Control', 'no-store');
    if (await this.transactions.answers()) return { status: 'UP' };
    void reply.status(503);
    return { status: 'DOWN' };
  }
}
