import { beforeAll, describe, expect, it } from 'vitest';
import { corpusCases, readCorpus } from './corpus/corpus-files.ts';
import { complaint, idleDifferences, scenariosOf } from './corpus/diff-corpus.ts';
import { type CorpusVerdict, judgeCorpus, readKnownDifferences } from './corpus/judge-corpus.ts';
import { readStatus } from './corpus/status-file.ts';

const projects = readCorpus();
const cases = corpusCases(projects);
const known = readKnownDifferences();
const status = readStatus(scenariosOf(projects));

/** The simulator against Envoy's recorded answers: needs no Envoy. */
describe('conformance with the recorded Envoy', () => {
  let verdicts: CorpusVerdict[] = [];
  beforeAll(async () => {
    verdicts = await judgeCorpus(cases, known);
  }, 300_000);

  for (const area of new Set(projects.map((one) => one.area))) {
    it(`stands as status.yaml says: ${area}`, () => {
      const mine = verdicts.filter(({ one }) => one.area === area);
      expect(mine.length).toBeGreaterThan(0);
      expect(mine.flatMap((verdict) => complaint(verdict, status, false))).toEqual([]);
    });
  }

  it('has no known difference that has gone', () => {
    expect(idleDifferences(verdicts, known)).toEqual([]);
  });

  it('lists no case that does not exist', () => {
    const ids = new Set(cases.map((one) => one.id));
    expect([...status.keys()].filter((id) => !ids.has(id))).toEqual([]);
    const named = known
      .flatMap((one) => one.cases)
      .filter((one) => !cases.some(({ id, slug }) => id === one || slug === one));
    expect(named).toEqual([]);
  });

  it('is as large as it claims: at least 800 cases, at least 450 equal', () => {
    expect(cases.length).toBeGreaterThanOrEqual(800);
    expect(verdicts.filter((one) => one.verdict === 'equal').length).toBeGreaterThanOrEqual(450);
  });
});
