/** How code is compiled for an export: fast, small, without debug names; Envoy runs it unmetered. */
export const EXPORT_BUILD = { optimizeLevel: 3, shrinkLevel: 1, debug: false } as const;
