/** The node of a project that names none: Envoy needs an id and a cluster name. */
export const DEFAULT_NODE: Readonly<Record<string, unknown>> = { id: 'node-1', cluster: 'workbench' };
