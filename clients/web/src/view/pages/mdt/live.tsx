/* What pages of MDTs share: rows that are asked for again when there is news of them, and what stands there meanwhile. */
import '../../../wire/more.ts';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import type { MdtRow } from '../../../../generated/contract.ts';
import { connection, news, outbox } from '../../../state/store.ts';
import { office } from '../../../platform/page.ts';
import { type ArgsOf, type CommandName, type ResultOf, isRefusal } from '../../../wire/frames.ts';
import { PendingItem } from '../../Pending.tsx';
import { Failed, Loading } from '../../states.tsx';

const SOON_MS = 200;
const NOT_ALLOWED = 'This does not exist, or you may not see it. The chair of the MDT can tell you who may.';

export interface Live<R> {
  result: R | null;
  problem: string;
  isMissing: boolean;
  again: () => void;
}

type Answer<R> = Omit<Live<R>, 'again'>;

function refused<R>(before: Answer<R>, refusal: unknown): Answer<R> {
  if (isRefusal(refusal) && (refusal.code === 'not_found' || refusal.code === 'forbidden'))
    return { result: null, problem: NOT_ALLOWED, isMissing: true };
  const problem = refusal instanceof Error ? refusal.message : 'This did not load.';
  return { ...before, problem };
}

/**
 * Asks when the page opens and whenever there is news under one of the keys (of a thread or conversation, 'mdts',
 * 'actions'), or a connection again; not at all while there is nothing to ask. What is there stays until something newer is.
 */
export function useLive<C extends CommandName>(
  cmd: C,
  args: ArgsOf<C> | null,
  keys: readonly string[],
): Live<ResultOf<C>> {
  const [answer, setAnswer] = useState<Answer<ResultOf<C>>>({ result: null, problem: '', isMissing: false });
  const [round, setRound] = useState(0);
  const isFirst = useRef(true);
  const heard = Math.max(0, ...keys.map((key) => news.value[key] ?? 0));
  const isCut = connection.value === 'offline';
  useEffect(() => {
    if (args === null) return undefined;
    let isWanted = true;
    const ask = () =>
      office.ask(cmd, args).then(
        (result) => isWanted && setAnswer({ result, problem: '', isMissing: false }),
        (refusal: unknown) => isWanted && setAnswer((before) => refused(before, refusal)),
      );
    const timer = setTimeout(() => void ask(), isFirst.current ? 0 : SOON_MS);
    isFirst.current = false;
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [cmd, JSON.stringify(args), heard, isCut, round]);
  return { ...answer, again: () => setRound((before) => before + 1) };
}

/** The MDT of a conversation, as a member sees it; none for guests. */
export function useMdt(conversation: string): MdtRow | undefined {
  const live = useLive('mdt.list', conversation ? { conversation } : null, [conversation]);
  return live.result?.mdts[0];
}

/** Whoever had the heading of a page that was loading has that of the page when it is there. */
function useHeading(isThere: boolean): void {
  const had = useRef(false);
  useLayoutEffect(() => {
    if (isThere) {
      const heading = document.querySelector<HTMLElement>('main h1');
      if (!had.current || !heading || document.activeElement !== document.body) return undefined;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      return undefined;
    }
    const remember = ({ target }: FocusEvent) => {
      had.current = target instanceof HTMLElement && target.matches('main h1');
    };
    addEventListener('focusin', remember);
    return () => removeEventListener('focusin', remember);
  }, [isThere]);
}

/** A whole page once it is there; before, that it is loading, or why it is not there. */
export function Shown<R>({ live, children }: { live: Live<R>; children: (result: R) => ComponentChildren }) {
  const { result, problem, isMissing, again } = live;
  useHeading(result !== null || problem !== '');
  if (result !== null) return <>{children(result)}</>;
  if (isMissing) return <Failed sentence={problem} />;
  return problem ? <Failed sentence={problem} again={again} /> : <Loading />;
}

/** What is on its way for a thread or a meeting. */
export function OnTheWay({ of }: { of: string }) {
  const items = outbox.value.filter((item) => item.thread === of);
  if (items.length === 0) return null;
  return (
    <ul class="messages" aria-label="On its way">
      {items.map((item) => (
        <PendingItem item={item} key={item.txn} />
      ))}
    </ul>
  );
}

/** Whether something of a kind is on its way for a thread, and not refused. */
export const isUnderWay = (thread: string, cmd: CommandName): boolean =>
  outbox.value.some((item) => item.thread === thread && item.cmd === cmd && item.state !== 'failed');
