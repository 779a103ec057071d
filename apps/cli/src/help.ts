/** What each command takes, as it is printed. */
export const HELP = {
  run: `chainwright run PROJECT [options]
  PROJECT              a project.yaml, a folder of them, or - for standard input
  --scenario NAME      only this scenario
  --json               one JSON line per scenario
  --trace              the events as well
  --engine ENGINE      simulator (default) or envoy: a real Envoy of this machine`,
  export: `chainwright export PROJECT --to envoy-filter [options]
  --name NAME          metadata.name (from the project's name)
  --namespace NS       metadata.namespace (default)
  --context CONTEXT    SIDECAR_INBOUND (default), SIDECAR_OUTBOUND or GATEWAY
  --label KEY=VALUE    workload label, repeatable
  --port N             only this port: target port (inbound), service port (outbound), bound port (gateway)
  --place PLACE        before-router (default), first, before:FILTER, after:FILTER
  --priority N         spec.priority (10): lower ones are applied first
  --wasm NAME=HOW      inline (default), remote:URL or file:PATH; NAME is the source's; repeatable
  --output FILE        write there instead of standard output`,
  diff: `chainwright diff PROJECT [options]
  runs the project in the simulator and on a real Envoy; exits 1 when they differ
  --scenario NAME      only this scenario
  --all                every point, not only those that differ
  --json               one JSON line per scenario`,
  lua: `chainwright lua [--engine ENGINE] FILE [ARGUMENT ...]
  FILE                 a Lua script, or - for standard input; runs as luajit would run it
  --engine ENGINE      simulator (default) or envoy: the LuaJIT of a real Envoy`,
} as const;

/** All commands. */
export const ALL_HELP = Object.values(HELP).join('\n\n');
