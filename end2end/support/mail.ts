// Reads the mail that a server without SMTP leaves in `<data>/mail/` as .eml files.
import { expect } from '@playwright/test';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type Mail = {
  to: string;
  subject: string;
  /** Every part's text, decoded, one after the other. */
  text: string;
  /** The web addresses in it, in order, each once. */
  links: string[];
};

/** The data folder of the server under test. */
export function dataFolder(): string {
  const folder = process.env.CASELINE_E2E_DATA;
  if (!folder) throw new Error('CASELINE_E2E_DATA is not set; see support/server.ts');
  return folder;
}

/**
 * The newest mail to this address, waited for: mail leaves by the outbox, a moment after what caused it.
 * `matching` narrows it down to a subject.
 */
export async function latestMail(dir: string, to: string, matching: RegExp = /./): Promise<Mail> {
  let found: Mail | undefined;
  await expect
    .poll(() => (found = newest(join(dir, 'mail'), to, matching)), { message: `a mail to ${to} that says ${matching}` })
    .toBeTruthy();
  return found!;
}

function newest(folder: string, to: string, matching: RegExp): Mail | undefined {
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter(name => name.endsWith('.eml'))
    .map(name => join(folder, name))
    .map(path => ({ path, time: statSync(path).mtimeMs }))
    .sort((one, other) => other.time - one.time || other.path.localeCompare(one.path))
    .map(({ path }) => parse(readFileSync(path, 'latin1')))
    .find(mail => mail.to.toLowerCase().includes(to.toLowerCase()) && matching.test(mail.subject));
}

/** Enough of MIME for our own mail: folded headers, encoded words, multipart, quoted-printable and base64. */
export function parse(raw: string): Mail {
  const { headers, body } = split(raw);
  const text = textOf(headers, body);
  const links = [...new Set(text.match(/https?:\/\/[^\s<>"')]+/g) ?? [])];
  return { to: headers.get('to') ?? '', subject: decodedWords(headers.get('subject') ?? ''), text, links };
}

function split(raw: string): { headers: Map<string, string>; body: string } {
  const plain = raw.replace(/\r\n/g, '\n');
  const end = plain.indexOf('\n\n');
  const head = end < 0 ? plain : plain.slice(0, end);
  const lines = head.replace(/\n[ \t]+/g, ' ').split('\n');
  const headers = lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  return { headers: new Map(headers as [string, string][]), body: end < 0 ? '' : plain.slice(end + 2) };
}

function textOf(headers: Map<string, string>, body: string): string {
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (!boundary) return decodedBody(headers.get('content-transfer-encoding') ?? '', body);
  const parts = body.split(`--${boundary}`).slice(1, -1).map(part => split(part.replace(/^\n/, '')));
  return parts.map(part => textOf(part.headers, part.body)).join('\n');
}

function decodedBody(encoding: string, body: string): string {
  switch (encoding.toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable':
      return unquoted(body.replace(/=\n/g, ''));
    default:
      return Buffer.from(body, 'latin1').toString('utf8');
  }
}

function unquoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function decodedWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, encoding, word) =>
      encoding.toLowerCase() === 'b' ? Buffer.from(word, 'base64').toString('utf8') : unquoted(word.replace(/_/g, ' ')),
    );
}
