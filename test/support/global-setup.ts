import { makeTemplate, type RunningTestServer, startTestServer, TEST_SERVER_VARIABLE } from './test-server';

declare global {
  var finesTestServer: RunningTestServer | undefined;
}

/** Before the first spec on PostgreSQL: one server and one migrated template for the whole run of jest. */
async function globalSetup(): Promise<void> {
  if (globalThis.finesTestServer) return;
  const server = await startTestServer();
  globalThis.finesTestServer = server;
  // An interrupted run leaves through `exit`, where the embedded server is told to go.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  await makeTemplate(server);
  process.env[TEST_SERVER_VARIABLE] = JSON.stringify(server);
}

export = globalSetup;
