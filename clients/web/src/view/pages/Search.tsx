/* Searching all words one may see: with filters, newest first, what was found marked. */
import '../../wire/more.ts';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import type { SearchFilters, SearchMatch } from '../../../generated/contract.ts';
import { threadHash } from '../../state/page.ts';
import { links, now, people } from '../../state/store.ts';
import { office } from '../../platform/page.ts';
import { highlight } from '../../words/highlight.ts';
import { whenWords } from '../../words/times.ts';
import { Fold, Select, TextInput, wordsOf } from '../fields.tsx';

const PAGE_ROWS = 30;

interface Asked {
  text: string;
  filters: SearchFilters;
}

type Found =
  | { state: 'none' }
  | { state: 'searching' }
  | { state: 'failed'; sentence: string }
  | { state: 'found'; asked: Asked; matches: readonly SearchMatch[]; isComplete: boolean };

function Excerpt({ match, text }: { match: SearchMatch; text: string }) {
  return (
    <p class="words">
      {highlight(match.excerpt, text).map(({ words, isMatch }, index) =>
        isMatch ? <mark key={index}>{words}</mark> : words,
      )}
    </p>
  );
}

function Match({ match, text }: { match: SearchMatch; text: string }) {
  return (
    <li class="row row--found">
      <a href={threadHash(match.thread, match.thread_kind)}>
        <span class="row__title">{match.title ?? 'Removed'}</span>
      </a>
      <p class="meta">
        {match.by_name}, {whenWords(match.at, now.value)}
        {match.thread_kind === 'topic' ? ' · topic' : ''}
      </p>
      <Excerpt match={match} text={text} />
    </li>
  );
}

function Filters() {
  const known = Object.entries(people.value).sort(([, a], [, b]) => (a.name < b.name ? -1 : 1));
  return (
    <Fold summary="Narrow it down">
      <Select id="in" label="With whom">
        <option value="">Everywhere</option>
        {(links.value ?? []).map((link) => (
          <option value={link.conversation} key={link.conversation}>
            {link.name}
          </option>
        ))}
      </Select>
      <Select id="by" label="Written by">
        <option value="">Anybody</option>
        {known.map(([id, person]) => (
          <option value={id} key={id}>
            {person.name}
          </option>
        ))}
      </Select>
      <div class="side-by-side">
        <TextInput id="from" label="From" type="date" look="nhsuk-input--width-10" />
        <TextInput id="until" label="Until" type="date" look="nhsuk-input--width-10" />
      </div>
    </Fold>
  );
}

function filtersOf(form: HTMLFormElement): SearchFilters {
  const given = {
    conversation: wordsOf(form, 'in'),
    by: wordsOf(form, 'by'),
    from: wordsOf(form, 'from'),
    until: wordsOf(form, 'until'),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}

function Results({ found, more }: { found: Found; more: () => void }) {
  if (found.state === 'none')
    return <p class="quiet">Finds words in questions, answers and messages. A star finds beginnings: anticoag*.</p>;
  if (found.state === 'searching')
    return (
      <p class="quiet" aria-busy="true">
        Searching
      </p>
    );
  if (found.state === 'failed') return <p class="problem">{found.sentence}</p>;
  if (found.matches.length === 0) return <p>Nothing found. Fewer words, or a star at the end of one, find more.</p>;
  return (
    <>
      <ul class="rows rows--framed">
        {found.matches.map((match) => (
          <Match key={match.message} match={match} text={found.asked.text} />
        ))}
      </ul>
      {found.isComplete ? null : (
        <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={more}>
          Show older matches
        </button>
      )}
    </>
  );
}

export default function Search() {
  const [found, setFound] = useState<Found>({ state: 'none' });
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>('#text')?.focus(), []);

  async function search(asked: Asked, before: readonly SearchMatch[]): Promise<void> {
    const last = before.at(-1)?.message;
    try {
      const page = await office.ask('search', {
        ...asked,
        limit: PAGE_ROWS,
        ...(last ? { before: last } : {}),
      });
      setFound({
        state: 'found',
        asked,
        matches: [...before, ...page.matches],
        isComplete: page.complete,
      });
    } catch (refusal) {
      setFound({ state: 'failed', sentence: refusal instanceof Error ? refusal.message : '' });
    }
  }

  function submitted(event: Event): void {
    event.preventDefault();
    const filled = form.current;
    const text = filled ? wordsOf(filled, 'text') : '';
    if (!filled || !text) return;
    setFound({ state: 'searching' });
    void search({ text, filters: filtersOf(filled) }, []);
  }

  return (
    <div class="pane-body narrow">
      <h1 class="title">Search</h1>
      <form ref={form} onSubmit={submitted} role="search" noValidate>
        <TextInput id="text" label="Words" type="search" />
        <Filters />
        <button type="submit" class="nhsuk-button">
          Search
        </button>
      </form>
      <div aria-live="polite">
        <Results found={found} more={() => found.state === 'found' && void search(found.asked, found.matches)} />
      </div>
    </div>
  );
}
