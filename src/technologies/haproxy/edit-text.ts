import { haproxyEdits } from '../../formats/edits/haproxy.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import type { Change, Edited, TextChange } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument } from '../../settings/documents.ts'
import { filesOf } from './read.ts'
import type { Line, Section } from './sections.ts'
import { sectionsOf } from './sections.ts'

/** The configuration as HAProxy reads it, and where it is written. */
export interface Sources {
  readonly documents: readonly Document[]
  readonly sections: readonly Section[]
}

/** What is done in the file in which something stands. */
export interface Deed {
  readonly file: string
  readonly change: (text: string) => TextChange
}

export function sourcesOf(input: ComponentInput): Sources {
  const documents = filesOf(input).flatMap((path) => openDocument(input, path, []) ?? [])
  return { documents, sections: sectionsOf(input, documents, []) }
}

/** One more line of a section, unless it is there; in front of the first line for which `before` holds. */
export function added(section: Section, words: readonly string[], before?: (words: readonly string[]) => boolean): Deed {
  const [name = '', ...value] = words
  const where = before === undefined ? {} : { before: (key: string, rest: readonly string[]) => before([key, ...rest]) }
  return { file: fileOf(section.head), change: (text) => haproxyEdits.put(text, [pathOf(section), name], value, where) }
}

/** A line of a section says something else. */
export function rewritten(section: Section, line: Line, words: readonly string[]): Deed {
  const [name = '', ...value] = words
  const old = JSON.stringify(line.words.slice(1))
  return {
    file: fileOf(line),
    change: (text) => haproxyEdits.put(text, [pathOf(section), name], value, { fits: (each) => JSON.stringify(each) === old }),
  }
}

export function changesFor({ documents }: Sources, deeds: readonly Deed[], notes: readonly string[] = []): Edited {
  const changes: Change[] = []
  for (const file of new Set(deeds.map((deed) => deed.file))) {
    const document = documents.find((each) => each.file === file)
    if (document === undefined) return { cannot: 'where it is written is not found', reason: 'file-cannot' }
    const own = deeds.filter((deed) => deed.file === file)
    changes.push({
      kind: 'edit',
      path: document.path,
      edit: (text) =>
        inSteps(
          text,
          own.map(({ change }) => change),
        ),
    })
  }
  return { changes, notes }
}

function fileOf({ from }: Line): string {
  return from.trail[0]?.file ?? ''
}

function pathOf({ kind, name }: Section): string {
  return name === '' || name === 'from' ? kind : `${kind} ${name}`
}
