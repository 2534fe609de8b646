/** After the last spec on PostgreSQL: the server of global-setup goes. */
async function globalTeardown(): Promise<void> {
  const server = globalThis.finesTestServer;
  globalThis.finesTestServer = undefined;
  await server?.stop();
}

export = globalTeardown;
