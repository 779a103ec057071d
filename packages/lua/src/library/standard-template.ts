import { StateTemplate } from '../state/state-template.ts';
import { baseLibrary } from './base/base-library.ts';
import { bitLibrary } from './bit/bit-library.ts';
import { coroutineLibrary } from './coroutine/coroutine-library.ts';
import { debugLibrary } from './debug/debug-library.ts';
import { ioLibrary } from './io/io-library.ts';
import { jitMembers } from './jit/jit-library.ts';
import { mathLibrary } from './math/math-library.ts';
import { osLibrary } from './os/os-library.ts';
import { moduleFunction, packageMembers, require } from './package/package-library.ts';
import { stringLibrary } from './string/string-library.ts';
import { tableLibrary } from './table/table-library.ts';

let standard: StateTemplate | null = null;

/** What a state of Envoy's LuaJIT begins with: all of its globals and libraries. Built at the first use. */
export function standardTemplate(): StateTemplate {
  standard ??= makeStandardTemplate();
  return standard;
}

function makeStandardTemplate(): StateTemplate {
  const template = new StateTemplate();
  template.registerGlobals(baseLibrary);
  template.registerLibrary('string', stringLibrary);
  template.registerLibrary('table', tableLibrary);
  template.registerLibrary('math', mathLibrary);
  template.registerLibrary('bit', bitLibrary);
  template.registerLibrary('coroutine', coroutineLibrary);
  template.registerLibrary('os', osLibrary);
  template.registerLibrary('io', ioLibrary);
  template.registerLibrary('debug', debugLibrary);
  const jit = template.registerLibrary('jit', jitMembers());
  template.loaded.setName('jit.opt', jit.getName('opt'));
  template.registerLibrary('package', { ...packageMembers(), loaded: template.loaded });
  template.registerGlobals({ module: moduleFunction, require });
  return template;
}
