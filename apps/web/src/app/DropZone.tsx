import { type DragEvent, type ReactNode, useState } from 'react';
import { openDialog } from './dialogs.ts';
import css from './drop-zone.module.css';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

/** Takes files dropped anywhere on the page: a module becomes a filter, a project opens. */
export function DropZone({ children }: { readonly children: ReactNode }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) openDialog(/\.wasm$/i.test(file.name) ? 'add-filter' : 'open', file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has its keyboard way in Add filter and Open
    <div
      style={{ display: 'contents' }}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) setOver(false);
      }}
      onDrop={drop}
    >
      {children}
      {over && <div className={css['over']}>Drop a .wasm to add it as a filter, or a project.yaml to open it</div>}
    </div>
  );
}
