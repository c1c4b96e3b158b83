/* All people, organisations, teams and links, page by page: to choose among, and to write into a file. */
import { useEffect, useState } from 'preact/hooks';

import type { LinkEntry, NeighbourhoodRow, OrganisationRow, PersonRow } from '../../../generated/contract.ts';
import { hasRole } from '../../state/inbox.ts';
import { links, me } from '../../state/store.ts';
import { office } from '../../platform/page.ts';
import type { ArgsOf } from '../../wire/frames.ts';
import { type Asked, useAsked } from '../asking.tsx';
import type { Option } from './choices.tsx';

const PAGE_ROWS = 200;

/** Page after page, until the server says that there is no more; the last row of one begins the next. */
async function allPages<T>(page: (last: T | undefined) => Promise<{ rows: readonly T[]; complete: boolean }>) {
  const all: T[] = [];
  for (;;) {
    const { rows, complete } = await page(all.at(-1));
    all.push(...rows);
    if (complete || rows.length === 0) return all;
  }
}

export const everybody = (args: ArgsOf<'person.list'> = {}): Promise<PersonRow[]> =>
  allPages<PersonRow>(async (last) => {
    const after = last ? { after: last.person } : {};
    const { people, complete } = await office.ask('person.list', { ...args, limit: PAGE_ROWS, ...after });
    return { rows: people, complete };
  });

export const everyOrganisation = (): Promise<OrganisationRow[]> =>
  allPages<OrganisationRow>(async (last) => {
    const after = last ? { after: last.organisation } : {};
    const { organisations, complete } = await office.ask('organisation.list', { limit: PAGE_ROWS, ...after });
    return { rows: organisations, complete };
  });

export const everyTeam = (): Promise<NeighbourhoodRow[]> =>
  allPages<NeighbourhoodRow>(async (last) => {
    const after = last ? { after: last.neighbourhood } : {};
    const { neighbourhoods, complete } = await office.ask('neighbourhood.list', { limit: PAGE_ROWS, ...after });
    return { rows: neighbourhoods, complete };
  });

export const everyLink = (): Promise<LinkEntry[]> =>
  allPages<LinkEntry>(async (last) => {
    const before = last ? { before: last.link } : {};
    const { links: rows, complete } = await office.ask('link.list', { limit: PAGE_ROWS, ...before });
    return { rows, complete };
  });

/** Loads when the part of the page opens, and when told to ask again. */
export function useLoaded<R>(load: () => Promise<R>): Asked<R> {
  const [state, setState] = useState<{ result: R | null; problem: string }>({ result: null, problem: '' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isWanted = true;
    load().then(
      (result) => isWanted && setState({ result, problem: '' }),
      (refusal: Error) => isWanted && setState((before) => ({ ...before, problem: refusal.message })),
    );
    return () => {
      isWanted = false;
    };
  }, [round]);
  return { ...state, again: () => setRound((before) => before + 1) };
}

/** Teams by name: reports tell their ids. Links are called after them, "Riverside: Cardiology Service". */
export function useTeamNames(): (id: string) => string {
  const { result } = useAsked('link.list', { limit: PAGE_ROWS });
  return (id) => result?.links.find((link) => link.neighbourhood === id)?.name.split(': ')[0] ?? id;
}

/** What people's details are chosen from. */
export interface Names {
  teams: readonly Option[];
  organisations: readonly Option[];
}

const byLabel = (a: Option, b: Option): number => (a.label < b.label ? -1 : 1);

/** A coordinator may not list organisations: then it is the practices of the team, by the names of those who work there. */
export async function loadNames(): Promise<Names> {
  const teams = await everyTeam();
  const named = teams.map(({ neighbourhood, name }) => ({ value: neighbourhood, label: name })).sort(byLabel);
  if (hasRole(me.value, 'administrator')) {
    const organisations = await everyOrganisation();
    return {
      teams: named,
      organisations: organisations
        .map(({ organisation, name }) => ({ value: organisation, label: name }))
        .sort(byLabel),
    };
  }
  const names = new Map((await everybody()).map((row) => [row.organisation, row.organisation_name]));
  const practices = [...new Set([...teams.flatMap((team) => team.practices), ...names.keys()])].filter(Boolean);
  return {
    teams: named,
    organisations: practices.map((code = '') => ({ value: code, label: names.get(code) ?? code })).sort(byLabel),
  };
}

/** Specialists by name. A coordinator may list only the own team: then those of the links they see. */
export async function loadSpecialists(): Promise<readonly Option[]> {
  if (hasRole(me.value, 'administrator')) {
    const people = await everybody({ role: 'specialist', state: 'active' });
    return people.map(({ person, display_name }) => ({ value: person, label: display_name })).sort(byLabel);
  }
  const known = new Map<string, string>();
  for (const link of links.value ?? []) for (const one of link.specialists) known.set(one.person, one.display_name);
  return [...known].map(([value, label]) => ({ value, label })).sort(byLabel);
}
