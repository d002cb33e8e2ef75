import type { DeploymentHardening } from '../../model/hardening.ts'
import type { Workspace } from '../../platforms/workspace.ts'

/** Files that are there, that every user of the machine may read, and that get a new secret: their programs may need it so. */
export function readableSecrets(start: Workspace, end: Workspace, secrets: Iterable<string>): readonly string[] {
  const values = [...secrets]
  return [...end.drafts].flatMap(([path, { text }]) => {
    const before = start.read(path)
    const isReadable = before !== undefined && (end.mode(path) & 0o004) !== 0
    return isReadable && values.some((value) => text.includes(value) && !before.includes(value)) ? [start.display(path)] : []
  })
}

/** Says so with the first measure that changes such a file: only a person knows whom the file has to be left to. */
export function toldReadable(report: DeploymentHardening, files: readonly string[]): DeploymentHardening {
  const first = new Map(files.map((file) => [file, report.measures.find((measure) => measure.files.includes(file))?.id]))
  return {
    ...report,
    measures: report.measures.map((measure) => {
      const own = files.filter((file) => first.get(file) === measure.id)
      return own.length === 0 ? measure : { ...measure, notes: [...measure.notes, ...own.map(sentence)] }
    }),
  }
}

function sentence(file: string): string {
  return `${file} gets a new secret, and every user of the machine may read it: give it to the user of its program, then \`chmod o= ${file}\``
}
