import { compileProjectSources } from '../../packages/filters/src/compile/compile-sources.ts';
import type { Project } from '../../packages/filters/src/project/project.ts';
import { runScenario } from '../../packages/filters/src/run-scenario.ts';
import { type Figure, figure, timed } from './measure.ts';

const GUESTS = {
  Lua: { lua: 'function envoy_on_request(h) h:headers():replace("x-bench", "1") end' },
  WAT: {
    wat: `(module
      (import "env" "proxy_replace_header_map_value" (func $add (param i32 i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 16) "x-bench1")
      (func (export "proxy_abi_version_0_2_1"))
      (func (export "malloc") (param i32) (result i32) (i32.const 1024))
      (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
        (drop (call $add (i32.const 0) (i32.const 16) (i32.const 7) (i32.const 23) (i32.const 1)))
        (i32.const 0)))`,
  },
  AssemblyScript: {
    assemblyscript: {
      files: {
        'index.ts': `import { Action, register, Stream } from "chainwright";
class Bench extends Stream {
  onRequestHeaders(end: bool): Action { this.request.headers.replace("x-bench", "1"); return Action.Continue; }
}
register<Bench>();
`,
      },
    },
  },
} as const;

const LENGTHS = [1, 10, 100];
const REQUESTS = 50;

/** Cost of one filter and request in chains of 1, 10 and 100 filters of each kind, traces included. */
export async function chainCost(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [kind, source] of Object.entries(GUESTS)) {
    const artifacts = await compileProjectSources({ bench: source } as Project['sources']);
    const broken = artifacts.flatMap((one) => one.diagnostics).find((one) => one.severity === 'error');
    if (broken) throw new Error(`${kind}: ${broken.message}`);
    const empty = await timed(() => runScenario(chain(kind, 0), 'bench', artifacts), { rounds: 9 });
    const base = figure('', '', empty).median;
    for (const length of LENGTHS) {
      const project = chain(kind, length);
      const { result } = runScenario(project, 'bench', artifacts);
      const seen = result.upstreams[0]?.headers.filter(([name]) => name === 'x-bench').length;
      if (seen !== 1) throw new Error(`${kind} ×${length}: the filters did not act: ${result.reason}`);
      const ms = await timed(() => runScenario(project, 'bench', artifacts), { rounds: length > 10 ? 7 : 11 });
      const perFilter = ms.map((value) => ((value - base) * 1000) / REQUESTS / length);
      figures.push(figure(`${kind}: one filter and request, chain of ${length}`, 'µs', perFilter));
    }
  }
  return figures;
}

function chain(kind: string, length: number): Project {
  const lua = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
    default_source_code: { filename: 'sources/bench' },
  };
  const wasm = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm',
    config: {
      name: 'bench',
      vm_config: { vm_id: 'bench', runtime: 'envoy.wasm.runtime.v8', code: { local: { filename: 'sources/bench' } } },
    },
  };
  const filters = Array.from({ length }, (_, i) => ({
    name: `filter-${i}`,
    typed_config: kind === 'Lua' ? lua : wasm,
  }));
  const router = {
    name: 'envoy.filters.http.router',
    typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
  };
  return {
    version: 1,
    name: 'bench',
    sources: {},
    http_connection_manager: {
      stat_prefix: 'ingress',
      route_config: {
        virtual_hosts: [
          { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'up' } }] },
        ],
      },
      http_filters: [...filters, router],
    },
    clusters: [{ name: 'up' }],
    scenarios: [{ name: 'bench', requests: Array.from({ length: REQUESTS }, () => ({ path: '/' })) }],
  };
}
