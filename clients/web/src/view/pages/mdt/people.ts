/* Whom a virtual MDT is made of, by name: the team of the neighbourhood, and specialists. */
import type { MdtMemberRow, MdtRow } from '../../../../generated/contract.ts';
import { hasRole } from '../../../state/inbox.ts';
import { links, me } from '../../../state/store.ts';
import { everybody } from '../admin_lists.ts';
import type { Option } from '../choices.tsx';

export interface Someone extends Option {
  /** A chair signs decisions: somebody who only coordinates cannot be one. */
  mayChair: boolean;
}

const MEMBER_ROLES: readonly string[] = ['int_clinician', 'coordinator', 'specialist'];

/** People whom whoever keeps people may list: of the neighbourhood, and for an administrator all specialists. */
async function listed(neighbourhood: string): Promise<readonly Someone[]> {
  const isAdministrator = hasRole(me.value, 'administrator');
  if (!isAdministrator && !hasRole(me.value, 'coordinator')) return [];
  const pages = await Promise.all([
    isAdministrator ? everybody({ role: 'specialist', state: 'active' }) : [],
    everybody({ neighbourhood, state: 'active' }),
  ]);
  return pages
    .flat()
    .filter(({ roles }) => roles.some((role) => MEMBER_ROLES.includes(role)))
    .map(({ person, display_name, roles }) => ({
      value: person,
      label: display_name,
      mayChair: roles.some((role) => role === 'int_clinician' || role === 'specialist'),
    }));
}

const named = ({ person, display_name }: Pick<MdtMemberRow, 'person' | 'display_name'>): Someone => ({
  value: person,
  label: display_name,
  mayChair: true,
});

/**
 * Everybody whom the server would take and whose name I may know, by name. Chairs may not list people: then it is who is in
 * the MDT, whom they may invite to it, and the specialists of their links.
 */
export async function loadPeople(neighbourhood: string, row?: MdtRow): Promise<readonly Someone[]> {
  const near = [
    ...(links.value ?? []).flatMap((link) => link.specialists),
    ...(row?.may_invite ?? []),
    ...(row?.members ?? []),
  ];
  const known = [...near.map(named), ...(await listed(neighbourhood))];
  const all = new Map(known.map((someone) => [someone.value, someone]));
  return [...all.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
}
