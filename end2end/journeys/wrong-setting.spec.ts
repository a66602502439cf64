// A setting that cannot be: the program ends with a sentence that says which one, and what would be right.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseline } from '../support/caseline';
import { test, expect } from '../support/fixtures';

test.describe('a setting that cannot be', () => {
  /** A folder with this caseline.toml in it, for as long as `use` needs it. */
  async function withFile(toml: string, use: (folder: string) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'caseline-e2e-config-'));
    writeFileSync(join(folder, 'caseline.toml'), toml);
    try {
      await use(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test('in the environment ends with its key, its value, where it stands and what would be right', async () => {
    const ended = await caseline(['serve'], { CASELINE_ADDR: 'nonsense' });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr.trim()).toBe(
      'caseline: addr = "nonsense" (from the environment variable CASELINE_ADDR) is wrong: an address and a port, like 127.0.0.1:3000',
    );
  });

  test('in caseline.toml ends with its key, its value, where it stands and what would be right', async () => {
    await withFile('sign_ins_per_minute = "many"\n', async folder => {
      const ended = await caseline(['serve'], {}, folder);
      expect(ended.code).toBe(1);
      expect(ended.stderr.trim()).toBe('caseline: sign_ins_per_minute = "many" (from caseline.toml) is wrong: a whole number');
    });
  });

  test('an unknown key in caseline.toml ends with the keys that there are', async () => {
    await withFile('adress = "127.0.0.1:3000"\n', async folder => {
      const ended = await caseline(['serve'], {}, folder);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain('caseline: caseline.toml sets "adress", which is no setting. Settings are: database_url, addr,');
    });
  });

  test('a password in a wrong address is not shown', async () => {
    const ended = await caseline(['migrate'], { CASELINE_SMTP_URL: 'ftp://desk:canary-secret@mail.example.com' });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('smtp_url');
    expect(ended.stderr + ended.stdout).not.toContain('canary-secret');
  });

  test('a file that is named and not there, or is no TOML, is said', async () => {
    const missing = await caseline(['serve', '--config', 'not-here.toml']);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('not-here.toml');
    await withFile('addr = 127.0.0.1:3000\n', async folder => {
      const ended = await caseline(['serve'], {}, folder);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain('caseline: caseline.toml: ');
    });
  });
});
