import { luaFilter, projectOf } from '../support/projects.ts';
import { expect, test } from '../support/story.ts';

const two = () =>
  projectOf([luaFilter('quiet', '')], {
    scenarios: [
      { name: 'First', requests: [{ path: '/' }] },
      { name: 'Second', requests: [{ path: '/' }] },
    ],
  });

test('an answer is edited for all scenarios: status, headers, body, delay', async ({ workbench, page }) => {
  await workbench.openProject(two());
  await workbench.chooseForScenario('Upstream answers');
  const answers = page.getByRole('region', { name: 'Answers of app' });
  await answers.getByRole('textbox', { name: 'Status of answer 1' }).fill('418');
  await answers.getByRole('textbox', { name: 'Delay of answer 1' }).fill('25');
  await answers.getByRole('textbox', { name: 'Headers of answer 1, name 1', exact: true }).fill('x-pot');
  await answers.getByRole('textbox', { name: 'Headers of answer 1, value 1', exact: true }).fill('tea');
  await answers.getByRole('textbox', { name: 'Body, piece 1', exact: true }).fill('short and stout\n');
  await workbench.backToWorkbench();
  await workbench.expectResult('First', '418');
  await workbench.expectResult('Second', '418');
  await workbench.inspector.expectResponseHeader('x-pot', 'tea');
  await workbench.inspector.expectResponseBody('short and stout');
  await expect(workbench.step(/^Step \d+, app request to the upstream, 418, 25 ms/)).toBeVisible();
});

test('a scenario gets an answer of its own, and the others keep theirs', async ({ workbench, page }) => {
  await workbench.openProject(two());
  await workbench.chooseScenario('Second');
  await workbench.chooseForScenario('Upstream answers');
  const answers = page.getByRole('region', { name: 'Answers of app' });
  await answers.getByRole('radio', { name: 'Only Second' }).click();
  await expect(answers).toContainText('has no answers of its own');
  await answers.getByRole('button', { name: 'Answer', exact: true }).click();
  await answers.getByRole('textbox', { name: 'Status of answer 1' }).fill('503');
  await workbench.backToWorkbench();
  await workbench.expectResult('Second', '503');
  await workbench.expectResult('First', '200');
  await workbench.chooseForProject('Undo');
  await workbench.chooseForProject('Undo');
  await workbench.expectResult('Second', '200');
});

test('an upstream that breaks off is seen by the client', async ({ workbench, page }) => {
  await workbench.openProject(two());
  await workbench.chooseForScenario('Upstream answers');
  const ending = page.getByRole('combobox', { name: 'How answer 1 ends' });
  await ending.selectOption('closes before headers');
  await workbench.backToWorkbench();
  await workbench.expectResult('First', '503');
  await workbench.inspector.open('State');
  await expect(workbench.inspector.region).toContainText('UC');
  await workbench.chooseForScenario('Upstream answers');
  await ending.selectOption('refuses the connection');
  await workbench.backToWorkbench();
  await expect(workbench.inspector.region).toContainText('UF');
});

test('answers come in their order, and the last one repeats', async ({ workbench, page }) => {
  const requests = [{ path: '/1' }, { path: '/2' }, { path: '/3' }];
  await workbench.openProject(projectOf([], { scenarios: [{ name: 'Three', requests }] }));
  await workbench.chooseForScenario('Upstream answers');
  const answers = page.getByRole('region', { name: 'Answers of app' });
  await answers.getByRole('button', { name: 'Answer', exact: true }).click();
  await answers.getByRole('textbox', { name: 'Status of answer 2' }).fill('404');
  await answers.getByRole('button', { name: 'Answer 2 earlier' }).click();
  await expect(answers.getByRole('textbox', { name: 'Status of answer 1' })).toHaveValue('404');
  await workbench.backToWorkbench();
  const picker = page.getByRole('combobox', { name: 'Request of the scenario' });
  const code = workbench.step(/^Step \d+, Downstream answer to the client/);
  await expect(code).toContainText('404');
  await picker.selectOption('request 2 of 3');
  await expect(code).toContainText('200');
  await picker.selectOption('request 3 of 3');
  await expect(code).toContainText('200');
});
