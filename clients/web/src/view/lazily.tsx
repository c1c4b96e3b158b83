/* Pages that are fetched when they are first opened. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { Failed, Loading } from './states.tsx';

/** A component whose file is fetched on first use; a fetch that fails can be tried again. */
export function lazily(load: () => Promise<{ default: ComponentType }>): ComponentType {
  let loaded: ComponentType | null = null;
  return function Lazy() {
    const [state, setState] = useState<'loading' | 'failed' | 'there'>(loaded ? 'there' : 'loading');
    useEffect(() => {
      if (state !== 'loading') return;
      load().then(
        (module) => {
          loaded = module.default;
          setState('there');
        },
        () => setState('failed'),
      );
    }, [state]);
    if (loaded) {
      const Loaded = loaded;
      return <Loaded />;
    }
    if (state === 'failed') return <Failed sentence="This page did not load." again={() => setState('loading')} />;
    return <Loading />;
  };
}
