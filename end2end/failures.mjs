// Says of each browser test that failed where and why, in a few lines: the end of a log is all that is left of a machine
// that is gone. Reads what Playwright reported: `node end2end/failures.mjs`.
import { readFileSync } from 'node:fs';

const LINES = 6;
const WIDTH = 160;

const report = JSON.parse(readFileSync(new URL('.results/report.json', import.meta.url), 'utf8'));

function* specs(suites = []) {
  for (const suite of suites) {
    yield* suite.specs ?? [];
    yield* specs(suite.suites);
  }
}

for (const spec of specs(report.suites)) {
  for (const test of spec.tests) {
    const error = test.results.flatMap(result => result.errors ?? [])[0];
    if (test.status === 'expected' || test.status === 'skipped' || !error) continue;
    const at = error.location ? `:${error.location.line}` : '';
    console.log(`[${test.projectName}] ${spec.file}${at} › ${spec.title}`);
    const said = error.message.replace(/\u001b\[[0-9;]*m/g, '').split('\n').filter(line => line.trim());
    for (const line of said.slice(0, LINES)) console.log(`    ${line.trim().slice(0, WIDTH)}`);
  }
}
