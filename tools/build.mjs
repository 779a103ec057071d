// `npm run build`: builds the page into apps/web/dist, whether its inputs changed or not.
import { ensureBuilt } from './setup/build-web.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { main } from './setup/say.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureBuilt({ force: true });
});
