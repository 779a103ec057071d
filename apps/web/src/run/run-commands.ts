// The session is loaded after the first paint; these reach it from everywhere.
const session = () => import('./run-session.ts');

/** Runs everything now. */
export function runNow(): void {
  void session().then(({ runNow: run }) => run());
}

/** Loads the compiler: the person has opened code that needs it. */
export function warmUpCompiler(): void {
  void session().then(({ warmUpCompiler: warm }) => warm());
}
