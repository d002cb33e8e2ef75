import { basename, dirname, relative, resolve, sep } from 'node:path'
import type { Group } from './group.ts'
import { standardNames } from './recognise.ts'

export interface Named extends Group {
  /** Unique among the deployments of the call, and stable while others come and go. */
  readonly name: string
  /** `COMPOSE_PROJECT_NAME`. */
  readonly project: string
  readonly root: string
}

/** Names each deployment after its project, with its file where a folder has several and with its folder where folders share a name. */
export function nameGroups(groups: readonly Group[], folder: string, written: (group: Group) => string | undefined): readonly Named[] {
  const perFolder = new Map<string, number>()
  for (const group of groups) perFolder.set(folderOf(group), (perFolder.get(folderOf(group)) ?? 0) + 1)
  const named = groups.map((group) => {
    const given = written(group)
    const project = given !== undefined && !given.includes('$') ? given : folderName(folderOf(group), folder)
    const root = relative(folder, folderOf(group)).split(sep).join('/') || '.'
    const file = basename(group.paths.at(-1) ?? '')
    const isMain = group.variantOf === undefined && standardNames.includes(basename(group.paths[0] ?? ''))
    const isAlone = perFolder.get(folderOf(group)) === 1
    return { ...group, project: normal(project), root, name: isMain || isAlone ? project : `${project} (${file})`, file }
  })
  const unique = distinct(
    distinct(named, ({ name, root }) => (root === '.' ? name : `${name} (${root})`)),
    ({ name, file }) => `${name} (${file})`,
  )
  const byFirst = new Map(unique.filter((each) => each.variantOf === undefined).map((each) => [each.paths[0], each.name] as const))
  return unique.map(({ name, project, root, paths, variantOf }) => {
    const base = variantOf === undefined ? undefined : byFirst.get(variantOf)
    return { name, project, root, paths, ...(base === undefined ? {} : { variantOf: base }) }
  })
}

interface Draft extends Named {
  readonly file: string
}

function distinct(drafts: readonly Draft[], longer: (draft: Draft) => string): readonly Draft[] {
  const count = new Map<string, number>()
  for (const { name } of drafts) count.set(name, (count.get(name) ?? 0) + 1)
  return drafts.map((draft) => ((count.get(draft.name) ?? 0) > 1 ? { ...draft, name: longer(draft) } : draft))
}

function folderOf(group: Group): string {
  return dirname(group.paths[0] ?? '.')
}

/** Compose takes the folder's own name, and drops the dot of a hidden one. */
function folderName(path: string, folder: string): string {
  return (basename(path) || basename(resolve(folder))).replace(/^\.+/, '') || 'default'
}

/** As Compose normalises a project's name. */
function normal(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^-_a-z0-9]/g, '')
    .replace(/^[-_]+/, '')
}
