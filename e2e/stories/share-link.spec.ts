import { orderProject } from '../support/projects.ts';
import { expect, test } from '../support/story.ts';
import { linkOf, Workbench } from '../support/workbench.ts';

test('a link opens the whole project elsewhere', async ({ workbench, page, browser, server }) => {
  await workbench.openProject(orderProject());
  await workbench.moveFilterByKeyboard('first', 'down');
  await page.keyboard.press('Control+s');
  const field = page.getByRole('textbox', { name: 'Link to this project' });
  await expect(field).toHaveValue(/#project=1\./);
  const link = await field.inputValue();
  expect(new URL(link).origin).toBe(new URL(server.url).origin);

  const elsewhere = await browser.newContext();
  const other = new Workbench(await elsewhere.newPage(), server.url);
  await other.followLink(link);
  await other.expectFilters(['second', 'first', 'third']);
  await other.inspector.expectResponseHeader('x-order', '312');
  // The link is taken out of the address, and what it brought is kept at once.
  expect(other.page.url()).not.toContain('#');
  await other.expectSaved();
  await other.page.reload();
  await other.expectFilters(['second', 'first', 'third']);
  await elsewhere.close();
});

test('the link is copied by its button, and secrets are named before', async ({ workbench, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await workbench.open();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await expect(dialog).toContainText('authorization in “Gold user’s order”');
  await dialog.getByRole('button', { name: 'Copy the link' }).click();
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('#project=1.');
});

const BAD_LINKS: readonly (readonly [what: string, bend: (link: string) => string, words: string])[] = [
  ['a link that was cut', (link) => link.slice(0, link.length - 60), 'The link is damaged'],
  [
    'a link with a changed letter',
    (link) => link.replace(/(.)(.{40})$/, (_, letter, end) => (letter === 'A' ? 'B' : 'A') + end),
    'The link is damaged',
  ],
  ['a link of a newer version', (link) => link.replace('#project=1.', '#project=2.'), 'The link has version 2'],
  [
    'a link that holds no project',
    (link) => link.replace(/#project=.*/, '#project=hello'),
    'This link does not hold a project',
  ],
];

for (const [what, bend, words] of BAD_LINKS) {
  test(`${what} says what is wrong and keeps the own work`, async ({ workbench, page }) => {
    await workbench.openProject(orderProject());
    await workbench.moveFilterByKeyboard('first', 'down');
    await workbench.expectSaved();
    await workbench.followLink(bend(linkOf(workbench.url, { ...orderProject(), name: 'Foreign' })));
    await expect(page.getByText(words)).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Story');
    await workbench.expectFilters(['second', 'first', 'third']);
    await workbench.inspector.expectResponseHeader('x-order', '312');
  });
}

test('a link with a document that is no project says so', async ({ workbench, page }) => {
  const odd = { ...orderProject(), surprise: true };
  await workbench.followLink(linkOf(workbench.url, odd));
  await expect(page.getByText('The field "surprise" is not known here')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Edge auth for the shop');
});

test('a link never changes the preferences of the one who follows it', async ({ workbench, page }) => {
  await workbench.open();
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await workbench.openProject(orderProject());
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
