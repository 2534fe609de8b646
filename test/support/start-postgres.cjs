// Child process of embedded-postgres.spec.ts: starts the server, says where it is, stops it on SIGTERM.
const { startEmbeddedPostgres } = require('../../src/platform/database/embedded-postgres.ts');

const [dataDir, reachableRoot] = process.argv.slice(2);
const alive = setInterval(() => undefined, 1000);

startEmbeddedPostgres({ dataDir, reachableRoot, log: () => undefined }).then((server) => {
  process.once('SIGTERM', () => {
    clearInterval(alive);
    void server.stop();
  });
  process.stdout.write(JSON.stringify({ url: server.ownerUrl, serverPid: server.pid() }));
});
