import { LABELS, shownLabel } from '../../kit/labels';
import { type Key, t } from '../../words/words.svelte';
import type { GroupKind, Organisation, Post } from '../../wire/groups';
import type { Label, Role } from '../../wire/shapes';

type Option<T> = { value: T; label: string };

const ROLES: readonly Role[] = ['member', 'observer', 'moderator', 'lead'];
const POSTS: readonly Post[] = ['', 'head', 'alternate', 'focal_point'];
export const KINDS: readonly GroupKind[] = [
  'reference_group',
  'task_force',
  'working_group',
  'circle',
  'plenary',
  'secretariat',
];

export const roleOptions = (): Option<Role>[] =>
  ROLES.map((value) => ({ value, label: t(`role.${value}` as Key) }));

export function postName(post: Post): string {
  return post ? t(`post.${post}` as Key) : '';
}

export const postOptions = (): Option<Post>[] =>
  POSTS.map((value) => ({ value, label: value ? postName(value) : t('post.none') }));

export const kindOptions = (): Option<GroupKind>[] =>
  KINDS.map((value) => ({ value, label: t(`kind.${value}` as Key) }));

/** Labels that a group or space may default to: RED belongs to named people only. */
export const labelOptions = (most: Label = 'amber_strict'): Option<Label>[] =>
  LABELS.slice(0, LABELS.indexOf(most) + 1).map((value) => ({ value, label: shownLabel(value) }));

export const organisationOptions = (all: readonly Organisation[]): Option<number>[] =>
  [...all]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((one) => ({ value: one.id, label: one.country ? `${one.name} · ${one.country}` : one.name }));
