/* What a page shows while it waits, and when something is wrong. */
import { useEffect, useState } from 'preact/hooks';

const PATIENCE_MS = 400;

/** Says that something is loading; not before it has taken a moment. */
export function Loading({ heading = true }: { heading?: boolean }) {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="pane-body" aria-busy="true">
      {heading ? (
        <h1 class={isSlow ? 'title' : 'nhsuk-u-visually-hidden'}>Loading</h1>
      ) : (
        <p>{isSlow ? 'Loading' : ''}</p>
      )}
    </div>
  );
}

/** Says that something did not load, with a way to try again. */
export function Failed({ sentence, again }: { sentence: string; again?: () => void }) {
  return (
    <div class="pane-body">
      <h1 class="title">{sentence}</h1>
      {again ? (
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={again}>
          Try again
        </button>
      ) : null}
      <p>
        <a href="#/">Go to the inbox</a>
      </p>
    </div>
  );
}
