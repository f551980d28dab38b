import type { ComponentChildren } from "preact";

export interface Tab {
  id: string;
  title: string;
  content: ComponentChildren;
}

/** Panels of which one is shown; all of them are printed. */
export function Tabs({ label, tabs, shown, onShow }: { label: string; tabs: readonly Tab[]; shown: string; onShow: (id: string) => void }) {
  const move = (event: KeyboardEvent, index: number) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = tabs[(index + step + tabs.length) % tabs.length];
    if (!step || !next) return;
    event.preventDefault();
    onShow(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label}>
        {tabs.map(({ id, title }, index) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={id === shown}
            aria-controls={`panel-${id}`}
            tabIndex={id === shown ? 0 : -1}
            onClick={() => onShow(id)}
            onKeyDown={(event) => move(event, index)}
          >
            {title}
          </button>
        ))}
      </div>
      {tabs.map(({ id, title, content }) => (
        <section key={id} id={`panel-${id}`} role="tabpanel" aria-labelledby={`tab-${id}`} class={id === shown ? "panel" : "panel is-away"}>
          <h2 class="panel-title visually-hidden">{title}</h2>
          {content}
        </section>
      ))}
    </div>
  );
}
