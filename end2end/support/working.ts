// Cases as somebody finds them who works on one: opened, taken, or closed and waiting to be rated.
import { expect, type Page } from '@playwright/test';
import { act, openCase, surveyPath, tab, type Request } from './acts';
import { CSA, MERCHANT, hydrated, opened } from './people';

export type Visit = (email?: string) => Promise<Page>;

export const REQUEST = {
  subject: 'Returns are booked twice',
  description: 'Since this morning each return is booked twice in the stock.',
  area: 'Shipping and returns',
  impact: 'core',
} as const;

export type OnIt = { number: string; merchant: Page; csa: Page };

/** A new case of the merchant, which the CSA looks at; nobody has it yet. */
export async function untaken(visit: Visit, js: boolean, request: Request = REQUEST): Promise<OnIt> {
  const merchant = await visit(MERCHANT);
  const number = await openCase(merchant, request);
  const csa = await visit(CSA);
  await opened(csa, `/desk/cases/${number}`, js);
  return { number, merchant, csa };
}

/** The same, taken by the CSA. */
export async function worked(visit: Visit, js: boolean): Promise<OnIt> {
  const it = await untaken(visit, js);
  await act(it.csa, 'take');
  await expect(it.csa.getByTestId('status')).toHaveText('Working');
  await hydrated(it.csa, js);
  return it;
}

/** Somebody with the link to a survey that waits for its answer, and its path. */
export async function asked(visit: Visit, js: boolean): Promise<[Page, string]> {
  const { number, merchant, csa } = await worked(visit, js);
  await tab(csa, 'propose');
  await act(csa, 'propose', { summary: 'The rule is off.' });
  await expect(csa.getByTestId('status')).toHaveText('Closure proposed');
  await merchant.goto(`/portal/cases/${number}`);
  await act(merchant, 'accept');
  await expect(merchant.getByText('the case is closed').first()).toBeVisible();
  return [await visit(), await surveyPath(MERCHANT, number)];
}
