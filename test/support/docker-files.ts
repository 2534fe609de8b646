import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { load } from 'js-yaml';

/** What we use of a service in docker-compose.yml. */
export interface Service {
  readonly image?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly read_only?: boolean;
}

export const compose = load(readFileSync('docker-compose.yml', 'utf8')) as {
  readonly services: { readonly app: Service; readonly database: Service };
  readonly volumes: Readonly<Record<string, unknown>>;
};
/** Instructions of the Dockerfile, continued lines joined, by stage. */
export const stages = readFileSync('Dockerfile', 'utf8')
  .replace(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .reduce<string[][]>((found, line) => {
    if (line.startsWith('FROM ')) found.push([]);
    found.at(-1)?.push(line);
    return found;
  }, []);
const lastStage = stages.at(-1) ?? [];

/** The argument of the last such instruction of the image's stage. */
export function instruction(name: string): string | undefined {
  return lastStage.findLast((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
}

/** What the last stage copies, whether from the first stage or from the project: a file under each name that it gets. */
export function copied(): { from: string; to: string }[] {
  return lastStage
    .filter((line) => line.startsWith('COPY '))
    .map((line) => line.replace(/^COPY (--from=\w+ )?/, '').split(' '))
    .flatMap((words) => {
      const to = words.at(-1) ?? '';
      return words.slice(0, -1).map((word) => {
        const from = word.replace('/app/', '');
        // A folder is named with its stroke: what is copied keeps its own name in it (`./` is the image's own folder).
        return { from, to: to.endsWith('/') ? join(to, to === './' ? from : basename(from)) : to };
      });
    });
}

/** docker compose's own substitution: ${NAME:-default} and ${NAME:?message}. */
export function substituted(value: string, given: Readonly<Record<string, string>>): string {
  return value.replace(/\$\{(\w+):([-?])([^}]*)\}/g, (_all, name: string, kind: string, rest: string) => {
    const found = given[name];
    if (found !== undefined && found !== '') return found;
    if (kind === '?') throw new Error(rest);
    return rest;
  });
}
