import { Component, type ComponentType, createElement, lazy, type ReactNode, useState } from 'react';
import { Icon } from './Icon.tsx';

type Load<P> = () => Promise<{ readonly default: ComponentType<P> }>;

const loads: (() => Promise<unknown>)[] = [];

/**
 * A part of the page that is loaded when it is first shown, or before, when there is time. When it can't be loaded, or
 * fails while it is drawn, it says so in its own place and the rest of the page stays.
 */
export function late<P extends object>(load: Load<P>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  const loadOnce: Load<P> = async () => {
    const part = await load();
    loaded = part.default;
    return part;
  };
  loads.push(loadOnce);
  const first = lazy(loadOnce);
  return (props: P) => {
    // What is there already is drawn at once: a lazy component would show its fallback for a moment, which a printer sees.
    const [Part, choose] = useState<ComponentType<P>>(() => loaded ?? first);
    return <LateBoundary renew={() => choose(() => lazy(loadOnce))} draw={() => createElement<P>(Part, props)} />;
  };
}

/** Loads all late parts, one after the other: the page goes on when the server does not. */
export async function loadLateParts(): Promise<void> {
  for (const load of loads) await load().catch(() => undefined);
}

type Props = { readonly renew: () => void; readonly draw: () => ReactNode };
type State = { readonly error: Error | null };

class LateBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.draw();
    const away = /dynamically imported module|preload/i.test(error.message);
    return (
      <div className="note fail" role="alert">
        <Icon name="alert" small={false} />
        <div className="col">
          <p>
            <b className="b">{away ? 'The server does not answer. ' : 'Something of ours failed here. '}</b>
            {away ? 'This part of the page was not loaded yet; everything else goes on without it.' : error.message}
          </p>
          <p>
            <button type="button" className="btn" onClick={this.#tryAgain}>
              Try again
            </button>
          </p>
        </div>
      </div>
    );
  }

  readonly #tryAgain = (): void => {
    this.props.renew();
    this.setState({ error: null });
  };
}
