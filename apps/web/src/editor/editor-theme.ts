import type { editor } from 'monaco-editor/editor';
import type { Monaco } from './monaco.ts';

const THEME = 'chainwright';

/** Monaco's token types, and the design token that colours each. Later rules win. */
const TOKENS: readonly (readonly [token: string, variable: string, style?: string])[] = [
  ['', '--ink'],
  ['identifier', '--ink'],
  ['delimiter', '--ink-2'],
  ['keyword', '--c-key'],
  ['string', '--c-str'],
  ['string.escape', '--c-num'],
  ['number', '--c-num'],
  ['type', '--c-type'],
  ['type.identifier', '--c-type'],
  ['annotation', '--c-fn'],
  ['function', '--c-fn'],
  ['comment', '--c-com', 'italic'],
  ['key', '--c-prop'],
  ['tag', '--c-prop'],
];

/** Monaco's colours, and the design token for each. */
const COLORS: Readonly<Record<string, string>> = {
  'editor.background': '--surface',
  'editor.foreground': '--ink',
  'editorLineNumber.foreground': '--ink-3',
  'editorLineNumber.activeForeground': '--ink',
  'editorCursor.foreground': '--you',
  'editor.selectionBackground': '--active',
  'editor.inactiveSelectionBackground': '--hover',
  'editor.wordHighlightBackground': '--hover',
  'editor.findMatchBackground': '--wait-soft',
  'editor.findMatchHighlightBackground': '--wait-soft',
  'editorIndentGuide.background1': '--line',
  'editorBracketMatch.border': '--line-3',
  'editorBracketMatch.background': '--hover',
  'editorStickyScroll.background': '--sunken',
  'editorStickyScrollHover.background': '--hover',
  'editorStickyScroll.border': '--line',
  'editorWidget.background': '--raised',
  'editorWidget.foreground': '--ink',
  'editorWidget.border': '--line-2',
  'editorSuggestWidget.background': '--raised',
  'editorSuggestWidget.border': '--line-2',
  'editorSuggestWidget.selectedBackground': '--you-soft',
  'editorSuggestWidget.selectedForeground': '--ink',
  'editorSuggestWidget.highlightForeground': '--you',
  'editorSuggestWidget.focusHighlightForeground': '--you',
  'editorHoverWidget.background': '--raised',
  'editorHoverWidget.border': '--line-2',
  'editorError.foreground': '--fail',
  'editorWarning.foreground': '--wait',
  'editorGutter.background': '--surface',
  'scrollbar.shadow': '--line',
  'scrollbarSlider.background': '--line-2',
  'scrollbarSlider.hoverBackground': '--line-3',
  'scrollbarSlider.activeBackground': '--line-3',
  focusBorder: '--you',
  'input.background': '--surface',
  'input.border': '--line-2',
  'list.hoverBackground': '--hover',
  'textLink.foreground': '--you',
};

/** Gives the editor the page's colours, and again whenever they change: theme, system, forced colours. */
export function followTheme(monaco: Monaco): void {
  const forced = matchMedia('(forced-colors: active)');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    const style = getComputedStyle(document.documentElement);
    const isDark = style.colorScheme.includes('dark') && !style.colorScheme.includes('light');
    if (forced.matches) {
      monaco.editor.setTheme(dark.matches ? 'hc-black' : 'hc-light');
      return;
    }
    monaco.editor.defineTheme(
      THEME,
      themeOf((name) => style.getPropertyValue(name).trim(), isDark),
    );
    monaco.editor.setTheme(THEME);
  };
  new MutationObserver(apply).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  forced.addEventListener('change', apply);
  dark.addEventListener('change', apply);
  apply();
}

/** Monaco's theme data for the values of the design tokens. Monaco takes colours as `#rrggbb` only; others are left out. */
export function themeOf(tokenValue: (variable: string) => string, isDark: boolean): editor.IStandaloneThemeData {
  const hex = (variable: string): string | null => {
    // Style sheets are shortened when they are built: #fff.
    const value = tokenValue(variable).replace(/^#([0-9a-f])([0-9a-f])([0-9a-f])$/i, '#$1$1$2$2$3$3');
    return /^#[0-9a-f]{6}$/i.test(value) ? value : null;
  };
  const rules = TOKENS.flatMap(([token, variable, fontStyle]) => {
    const color = hex(variable);
    if (color === null) return [];
    return [{ token, foreground: color.slice(1), ...(fontStyle === undefined ? {} : { fontStyle }) }];
  });
  const colors: Record<string, string> = {};
  for (const [name, variable] of Object.entries(COLORS)) {
    const color = hex(variable);
    if (color !== null) colors[name] = color;
  }
  return { base: isDark ? 'vs-dark' : 'vs', inherit: true, rules, colors };
}
