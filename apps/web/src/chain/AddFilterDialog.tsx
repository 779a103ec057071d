import { CATALOG } from '@chainwright/filters/catalog/catalog';
import type { FilterExtension } from '@chainwright/filters/catalog/filter-extension';
import { printYaml } from '@chainwright/filters/project/yaml-text';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { closeDialog, useDialog } from '../app/dialogs.ts';
import { useChain, useSelection } from '../app/selection.ts';
import { show } from '../app/view-store.ts';
import type { ChainEntry, FilterKind } from '../project/filter-kind.ts';
import { dispatch, undo, useProject } from '../project/project-store.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { KindIcon } from '../ui/KindIcon.tsx';
import { toast } from '../ui/toast.ts';
import css from './add-filter.module.css';
import {
  ASSEMBLYSCRIPT,
  LUA,
  type NewFilter,
  newAssemblyScriptFilter,
  newLuaFilter,
  newNativeFilter,
  shortName,
} from './new-filters.ts';
import { UploadModule } from './UploadModule.tsx';

type Offer = {
  readonly key: string;
  readonly kind: FilterKind;
  readonly name: string;
  readonly long: string;
  readonly sentence: string;
  readonly extension: FilterExtension | null;
};

const OWN: readonly Offer[] = [
  {
    key: 'lua',
    kind: 'lua',
    name: 'Lua script',
    long: '',
    sentence: 'A new envoy_on_request and envoy_on_response pair; it runs at once.',
    extension: null,
  },
  {
    key: 'assemblyscript',
    kind: 'assemblyscript',
    name: 'AssemblyScript filter',
    long: '',
    sentence: 'A small class that is compiled to Wasm in the browser as you type.',
    extension: null,
  },
  {
    key: 'upload',
    kind: 'wasm',
    name: 'Upload a .wasm',
    long: '',
    sentence: 'Rust, Go, C++, Zig, MoonBit: any proxy-wasm module. It stays in this browser.',
    extension: null,
  },
];

const OWN_CODE: Readonly<Record<string, string>> = { lua: LUA, assemblyscript: ASSEMBLYSCRIPT('filter') };

const NATIVE: readonly Offer[] = CATALOG.filter((one) => one.kind === 'native').map((extension) => ({
  key: extension.name,
  kind: 'native',
  name: shortName(extension),
  long: extension.name,
  sentence: extension.summary,
  extension,
}));

/** Adds a filter: code of one's own, a module, or one of Envoy's. One search for all. */
export default function AddFilterDialog() {
  const dropped = useDialog((state) => state.file);
  const chain = useChain();
  const { filter } = useSelection();
  const [search, setSearch] = useState('');
  const [simulated, setSimulated] = useState(true);
  const [chosen, setChosen] = useState(dropped ? 'upload' : 'lua');
  const [place, setPlace] = useState(() => firstPlace(chain, filter));
  const [module, setModule] = useState<NewFilter | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    return [...OWN, ...NATIVE].filter(
      (offer) =>
        (!simulated || offer.extension === null || offer.extension.simulated.level !== 'none') &&
        words.every((word) =>
          `${offer.name} ${offer.long} ${offer.sentence} ${offer.extension?.title ?? ''}`.toLowerCase().includes(word),
        ),
    );
  }, [search, simulated]);
  const offer = found.find((one) => one.key === chosen) ?? found[0];
  const last = chain[chain.length - 1]?.kind === 'router' ? chain.length - 1 : chain.length;
  const made = offer ? makeFilter(offer, chain, module) : null;
  const add = (): void => {
    if (made) addFilter(made, place);
  };
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, []);
  const keys = (event: KeyboardEvent): void => {
    const at = found.findIndex((one) => one.key === offer?.key);
    const way = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter') add();
    else if (way !== 0 && event.altKey) setPlace(Math.max(0, Math.min(last, place + way)));
    else if (way !== 0) {
      const next = found[at + way];
      if (!next) return;
      setChosen(next.key);
      list.current?.querySelector(`[data-key="${CSS.escape(next.key)}"]`)?.scrollIntoView({ block: 'nearest' });
    } else return;
    event.preventDefault();
  };
  const natives = found.filter((one) => one.extension).length;
  return (
    <Dialog
      label="Add a filter"
      width="1080px"
      onClose={closeDialog}
      head={
        <div className={css['search']}>
          <Icon name="search" small={false} />
          <input
            autoFocus
            role="combobox"
            aria-expanded="true"
            aria-controls="add-filter-list"
            aria-activedescendant={offer ? `offer-${offer.key}` : undefined}
            aria-label="Search filters"
            placeholder="Search filters"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={keys}
          />
          <span className="muted t12 nowrap hide-phone">{natives} native filters · Envoy 1.40</span>
        </div>
      }
      foot={
        <>
          <span className="t12 muted hide-narrow">
            <kbd className="kbd">↑</kbd> <kbd className="kbd">↓</kbd> choose &nbsp; <kbd className="kbd">Alt</kbd>{' '}
            <kbd className="kbd">↑</kbd> <kbd className="kbd">↓</kbd> place &nbsp; <kbd className="kbd">⏎</kbd> add
          </span>
          <span className="grow" />
          <button type="button" className="btn primary" disabled={!made} onClick={add}>
            Add {chain[place] ? `before ${chain[place].name}` : 'at the end'}
          </button>
        </>
      }
    >
      <div className={css['body']}>
        <div ref={list} id="add-filter-list" role="listbox" aria-label="Filters" className={css['list']}>
          <OfferGroup
            words="Your code"
            offers={found.filter((one) => !one.extension)}
            chosen={offer?.key}
            onChoose={setChosen}
            onAdd={add}
          />
          <OfferGroup
            words="Native filters"
            offers={found.filter((one) => one.extension)}
            chosen={offer?.key}
            onChoose={setChosen}
            onAdd={add}
          />
          {found.length === 0 && <p className="pad muted">No filter has these words.</p>}
        </div>
        <aside className={css['about']} aria-label="About the chosen filter">
          {offer?.key === 'upload' ? (
            <UploadModule chain={chain} dropped={dropped} onModule={setModule} />
          ) : (
            offer && <About offer={offer} />
          )}
          <span className="grow" />
          <Place chain={chain} place={place} name={made?.filter.name ?? offer?.name ?? 'filter'} onPlace={setPlace} />
          <label className={`row t12 ${css['check']}`}>
            <input type="checkbox" checked={simulated} onChange={(event) => setSimulated(event.target.checked)} />
            Only filters that the simulation knows
          </label>
        </aside>
      </div>
    </Dialog>
  );
}

function OfferGroup({
  words,
  offers,
  chosen,
  onChoose,
  onAdd,
}: {
  readonly words: string;
  readonly offers: readonly Offer[];
  readonly chosen: string | undefined;
  readonly onChoose: (key: string) => void;
  readonly onAdd: () => void;
}) {
  if (offers.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no group of options
    <div role="group" aria-label={words}>
      <div className={`label ${css['group']}`} aria-hidden="true">
        {words}
      </div>
      {offers.map((offer) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the search field has the focus
        <div
          key={offer.key}
          id={`offer-${offer.key}`}
          data-key={offer.key}
          role="option"
          aria-selected={offer.key === chosen}
          className={`${css['offer']} ${offer.key === chosen ? css['on'] : ''}`}
          onClick={() => onChoose(offer.key)}
          onDoubleClick={onAdd}
        >
          <KindIcon kind={offer.kind} />
          <span className="row">
            <b className="m nowrap">{offer.name}</b>
            <code className="muted t11 trunc hide-phone">{offer.long}</code>
          </span>
          <Simulated extension={offer.extension} />
          <small>{offer.sentence}</small>
          {offer.extension && <Paths extension={offer.extension} />}
        </div>
      ))}
    </div>
  );
}

function Simulated({ extension }: { readonly extension: FilterExtension | null }) {
  if (!extension) return <span />;
  const { level } = extension.simulated;
  if (level === 'full') return <span className="chip ok">✓ simulated</span>;
  if (level === 'partly') return <span className="chip wait">▲ partly</span>;
  return <span className="chip wait">▲ shown, not run</span>;
}

function Paths({ extension }: { readonly extension: FilterExtension }) {
  return (
    <span className={`t11 nowrap ${css['paths']}`}>
      {extension.paths.request && <span className="c-req">▾ request</span>}{' '}
      {extension.paths.response && <span className="c-res">▴ response</span>}
    </span>
  );
}

function About({ offer }: { readonly offer: Offer }) {
  const { extension } = offer;
  return (
    <div className={css['words']}>
      <div className="row">
        <KindIcon kind={offer.kind} />
        <h2>{extension?.title ?? offer.name}</h2>
      </div>
      <p className="ink2">{offer.sentence}</p>
      {OWN_CODE[offer.key] && (
        <>
          <h3 className="label">Starts with</h3>
          <Beginning text={OWN_CODE[offer.key] ?? ''} />
        </>
      )}
      {extension && (
        <>
          <dl className={css['facts']}>
            <dt>Runs on</dt>
            <dd>
              <Paths extension={extension} />
            </dd>
            <dt>Per route</dt>
            <dd>{extension.perRouteTypeUrls.length ? 'yes' : 'no'}</dd>
            <dt>Simulated</dt>
            <dd>
              {extension.simulated.level === 'full'
                ? 'fully'
                : extension.simulated.level === 'partly'
                  ? 'partly'
                  : 'not: it lets everything pass, and the trace says so'}
            </dd>
            {extension.simulated.not && (
              <>
                <dt>Not yet</dt>
                <dd>{extension.simulated.not}</dd>
              </>
            )}
            <dt>Since</dt>
            <dd>Envoy {extension.since}</dd>
          </dl>
          <h3 className="label">Starts with</h3>
          <Beginning text={printYaml(extension.defaultConfig)} />
        </>
      )}
    </div>
  );
}

/** What a new filter begins with. */
function Beginning({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section aria-label="Starts with" tabIndex={0} className={css['yaml']}>
      <pre>{text}</pre>
    </section>
  );
}

function Place({
  chain,
  place,
  name,
  onPlace,
}: {
  readonly chain: readonly ChainEntry[];
  readonly place: number;
  readonly name: string;
  readonly onPlace: (place: number) => void;
}) {
  const last = chain[chain.length - 1]?.kind === 'router' ? chain.length - 1 : chain.length;
  return (
    <div className={css['where']}>
      <div className="row">
        <h3 className="label">Where</h3>
        <span className="grow" />
        <button
          type="button"
          className="btn icon s"
          aria-label="Earlier in the chain"
          disabled={place === 0}
          onClick={() => onPlace(place - 1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          className="btn icon s"
          aria-label="Later in the chain"
          disabled={place >= last}
          onClick={() => onPlace(place + 1)}
        >
          <Icon name="down" />
        </button>
      </div>
      <p className={css['chips']}>
        {chain[place - 1] && <span className="chip">{chain[place - 1]?.name}</span>}
        {chain[place - 1] && <span className="c-req">▾</span>}
        <span className="chip you">+ {name}</span>
        {chain[place] && <span className="c-req">▾</span>}
        {chain[place] && <span className="chip">{chain[place]?.name}</span>}
      </p>
    </div>
  );
}

/** Behind the chosen filter, in front of the router. */
function firstPlace(_chain: readonly ChainEntry[], filter: ChainEntry | null): number {
  if (!filter) return 0;
  return filter.kind === 'router' ? filter.index : filter.index + 1;
}

function makeFilter(offer: Offer, chain: readonly ChainEntry[], module: NewFilter | null): NewFilter | null {
  const { sources } = useProject.getState().project;
  const taken = [...chain.map((entry) => entry.name), ...Object.keys(sources)];
  if (offer.extension) return newNativeFilter(offer.extension);
  if (offer.key === 'lua') return newLuaFilter(taken);
  if (offer.key === 'assemblyscript') return newAssemblyScriptFilter(taken);
  return module;
}

function addFilter(made: NewFilter, at: number): void {
  dispatch({ type: 'add-filter', at, filter: made.filter, ...(made.source ? { source: made.source } : {}) });
  const { http_filters } = useProject.getState().project.http_connection_manager as {
    http_filters?: { name: string }[];
  };
  const name = http_filters?.[at]?.name ?? made.filter.name;
  closeDialog();
  show({ page: 'workbench', filter: name, file: null });
  toast(`Added ${name}`, { words: 'Undo', run: () => void undo() });
}
