import { existsSync } from 'node:fs';
import { CONFIG_VARIABLES } from '../../src/platform/config/config';
import { compose, copied, instruction, stages, substituted } from '../support/docker-files';

const { app, database } = compose.services;

describe('docker-compose.yml and Dockerfile, as written', () => {
  it('give the product only variables that it reads', () => {
    expect(Object.keys(app.environment).filter((name) => !(name in CONFIG_VARIABLES))).toEqual([]);
  });

  it('ask for every password and have a default for all the rest', () => {
    const values = [app, database].flatMap(({ environment }) => Object.values(environment));
    for (const name of ['SUPERUSER_PASSWORD', 'OWNER_PASSWORD', 'APPLICATION_PASSWORD']) {
      const given = { SUPERUSER_PASSWORD: 's', OWNER_PASSWORD: 'o', APPLICATION_PASSWORD: 'a', [name]: '' };
      expect(() => values.map((value) => substituted(value, given))).toThrow(`give ${name}`);
    }
  });

  it('keep the database in a named volume and start the product when the database is healthy', () => {
    expect(database.image).toMatch(/^postgres:1[5-9]/);
    expect(database.ports).toBeUndefined();
    expect(database.healthcheck?.test[0]).toBe('CMD');
    expect(database.volumes?.some((volume) => Object.keys(compose.volumes).includes(volume.split(':')[0] ?? ''))).toBe(
      true,
    );
    for (const volume of database.volumes ?? []) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('./')) expect(existsSync(source)).toBe(true);
    }
    expect(app.depends_on?.['database']?.condition).toBe('service_healthy');
    expect(app.read_only).toBe(true);
  });

  it('build in one stage and run in another, not as root, with a health check and node as the first process', () => {
    expect(stages).toHaveLength(2);
    expect(instruction('USER')).toBe('node');
    expect(instruction('HEALTHCHECK')).toContain('/health');
    expect(JSON.parse(instruction('CMD') ?? '[]')).toEqual([
      'node',
      '--max-old-space-size=1536',
      '--enable-source-maps',
      'dist/main.js',
    ]);
    expect(
      copied()
        .map(({ from }) => from)
        .filter((path) => !existsSync(path)),
    ).toEqual([]);
  });
});
