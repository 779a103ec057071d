import type { Artifact } from '@chainwright/filters/compile/artifact';
import type { SourceCode } from '@chainwright/filters/export/envoy-bootstrap';

/** What Envoy gets for the artifacts of a project. A source that did not compile is missing. */
export function sourceCode(artifacts: readonly Artifact[]): Map<string, SourceCode> {
  const code = new Map<string, SourceCode>();
  for (const { name, lua, wasm } of artifacts) {
    if (lua !== null) code.set(name, { lua });
    else if (wasm !== null) code.set(name, { wasm });
  }
  return code;
}
