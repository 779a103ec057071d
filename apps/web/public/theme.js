// Sets the theme before anything is painted. The page keeps it up to date afterwards (src/app/theme.ts).
(() => {
  let chosen = 'system';
  try {
    chosen = JSON.parse(localStorage.getItem('chainwright.preferences') || '{}').theme || 'system';
  } catch {
    // Storage may be forbidden; the system's theme is right then.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
