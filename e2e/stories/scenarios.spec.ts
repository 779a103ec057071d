import { luaFilter, projectOf } from '../support/projects.ts';
import { ScenarioForm } from '../support/scenario-form.ts';
import { expect, test } from '../support/story.ts';

/** Tells in the answer what the filter saw of the request. */
const ECHO = `function envoy_on_request(handle)
  local headers = handle:headers()
  local seen = headers:get(":method") .. " " .. headers:get(":path") .. " " .. (headers:get("x-story") or "none")
  local body = handle:body()
  local size = body and body:length() or 0
  local trailers = handle:trailers()
  if trailers then seen = seen .. " trailer " .. (trailers:get("x-end") or "none") end
  handle:respond({ [":status"] = "200" }, seen .. ", " .. size .. " bytes, " .. handle:headers():get(":authority"))
end
`;

const echoing = () => projectOf([luaFilter('echo', ECHO)]);

test('a scenario is edited: method, path, authority, headers', async ({ workbench, page }) => {
  await workbench.openProject(echoing());
  await workbench.inspector.expectResponseBody('GET / none, 0 bytes, example.com');
  const form = new ScenarioForm(page);
  await form.open();
  await form.fill('Method', 'PUT');
  await form.fill('Path', '/orders?page=2');
  await form.fill('Authority', 'shop.example');
  await form.fillRow('Headers', 1, 'x-story', 'told');
  await form.fillRow('Headers', 2, 'x-second', 'row');
  await expect(workbench.scenario('One request')).toHaveAccessibleName(/PUT \/orders\?page=2/);
  await workbench.backToWorkbench();
  await workbench.inspector.expectResponseBody('PUT /orders?page=2 told, 0 bytes, shop.example');
  await expect(page.getByRole('table', { name: 'Request headers' })).toContainText('x-second');
});

test('a body is sent at once, in pieces, or not at all', async ({ workbench, page }) => {
  await workbench.openProject(echoing());
  const form = new ScenarioForm(page);
  await form.open();
  await form.fill('Method', 'POST');
  await form.sendBody('At once');
  await form.fillPiece(1, 'twelve bytes');
  await workbench.backToWorkbench();
  await workbench.inspector.expectResponseBody('12 bytes');
  await form.open();
  await form.sendBody('In pieces');
  await form.fillPiece(1, 'one ');
  await form.fillPiece(2, 'two ');
  await form.request.getByRole('button', { name: 'Piece', exact: true }).click();
  await form.fillPiece(3, 'three');
  await expect(form.request).toContainText('13 B in 3 pieces');
  await workbench.backToWorkbench();
  await workbench.inspector.expectResponseBody('13 bytes');
  await expect(workbench.step(/^Step \d+, echo decodeData 4 B/)).toHaveCount(2);
  await expect(workbench.step(/^Step \d+, echo decodeData 5 B/)).toHaveCount(1);
  await form.open();
  await form.request.getByRole('button', { name: 'Remove piece 2' }).click();
  await workbench.backToWorkbench();
  await workbench.inspector.expectResponseBody('9 bytes');
  await form.open();
  await form.sendBody('None');
  await workbench.backToWorkbench();
  await workbench.inspector.expectResponseBody('0 bytes');
});

test('trailers are sent over HTTP/2, and told to be dropped over HTTP/1', async ({ workbench, page }) => {
  await workbench.openProject(echoing());
  const form = new ScenarioForm(page);
  await form.open();
  await form.fill('Method', 'POST');
  await form.sendBody('At once');
  await form.fillPiece(1, 'body');
  await form.fillRow('Trailers', 1, 'x-end', 'of-story');
  await expect(form.request).toContainText('enable_trailers');
  await form.world.getByRole('radio', { name: 'HTTP/2' }).click();
  await expect(form.request).toContainText('sent after the body');
  await workbench.backToWorkbench();
  await workbench.inspector.expectResponseBody('trailer of-story');
  await expect(workbench.step(/^Step \d+, echo decodeTrailers/)).toHaveCount(1);
});

test('headers are pasted as rows and as a curl command', async ({ workbench, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await workbench.openProject(echoing());
  const form = new ScenarioForm(page);
  await form.open();
  const paste = async (text: string): Promise<void> => {
    await page.evaluate((content) => navigator.clipboard.writeText(content), text);
    await form.request.getByRole('textbox', { name: 'Headers, name 1', exact: true }).focus();
    await page.keyboard.press('Control+v');
  };
  await paste('x-story: pasted\nx-other: value');
  await expect(form.request.getByRole('textbox', { name: 'Headers, value 2', exact: true })).toHaveValue('value');
  await workbench.backToWorkbench();
  await workbench.inspector.expectResponseBody('GET / pasted');
  await form.open();
  await form.request.getByRole('button', { name: 'Copy as curl' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("-H 'x-story: pasted'");
});

test('a scenario is added, renamed, duplicated, removed, and everything can be taken back', async ({
  workbench,
  page,
}) => {
  await workbench.openProject(echoing());
  await page.getByRole('button', { name: 'New scenario' }).click();
  const form = new ScenarioForm(page);
  await form.rename('Another');
  await form.fill('Path', '/another');
  await workbench.backToWorkbench();
  await expect(workbench.scenario('Another')).toHaveAttribute('aria-selected', 'true');
  await workbench.inspector.expectResponseBody('GET /another');
  await workbench.chooseForScenario('Duplicate');
  await expect(workbench.scenarios.getByRole('option')).toHaveCount(3);
  await expect(workbench.scenario('Another-2')).toHaveAttribute('aria-selected', 'true');
  await workbench.expectResult('Another-2', '200');
  await workbench.chooseScenario('Another');
  await workbench.chooseForScenario('Remove');
  await expect(workbench.scenarios.getByRole('option')).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(workbench.scenarios.getByRole('option')).toHaveCount(3);
  await workbench.chooseForProject('Undo: Duplicate scenario Another');
  await expect(workbench.scenarios.getByRole('option')).toHaveCount(2);
  await workbench.expectResult('Another', '200');
});

test('a scenario sends several requests, each with its own score', async ({ workbench, page }) => {
  await workbench.openProject(echoing());
  const form = new ScenarioForm(page);
  await form.open();
  await page.getByRole('button', { name: 'Request', exact: true }).click();
  await form.fill('Path', '/second');
  await workbench.backToWorkbench();
  const picker = page.getByRole('combobox', { name: 'Request of the scenario' });
  await picker.selectOption('request 2 of 2');
  await workbench.inspector.expectResponseBody('GET /second');
  await picker.selectOption('request 1 of 2');
  await workbench.inspector.expectResponseBody('GET / none');
  await form.open();
  await page.getByRole('button', { name: 'Request 2' }).click();
  await page.getByRole('button', { name: 'Remove this one' }).click();
  await workbench.backToWorkbench();
  await expect(picker).toHaveCount(0);
});

test('the last scenario can go, too, and one can begin anew', async ({ workbench, page }) => {
  await workbench.openProject(echoing());
  await workbench.chooseForScenario('Remove');
  await expect(page.getByText('No scenario yet')).toBeVisible();
  await page.getByRole('button', { name: 'New scenario' }).click();
  await workbench.backToWorkbench();
  await workbench.expectResult('New scenario', '200');
});
