import type { Node } from '../../formats/node.ts'
import { entriesOf } from '../../formats/node.ts'
import { withoutStatements } from '../../formats/template.ts'
import type { YamlFile } from '../../formats/yaml.ts'
import { parseYaml } from '../../formats/yaml.ts'
import type { FileRead, Files } from '../files.ts'

/** A YAML file as it stands on the disk, before anybody says what belongs to what. */
export type Document = { readonly state: 'read'; readonly yaml: YamlFile } | Exclude<FileRead, { readonly state: 'text' }>

export interface Documents {
  readonly files: Files
  /** Parsed once, however many deployments it is part of. */
  readonly open: (path: string) => Document
}

export function openDocuments(files: Files): Documents {
  const parsed = new Map<string, Document>()
  return {
    files,
    open(path) {
      const known = parsed.get(path)
      if (known !== undefined) return known
      const read = files.read(path)
      const document: Document = read.state === 'text' ? { state: 'read', yaml: templated(read.text) } : read
      parsed.set(path, document)
      return document
    },
  }
}

/** A template is read without its statements, which no YAML can be; a Compose file that is whole may hold text that looks like one. */
function templated(text: string): YamlFile {
  const whole = parseYaml(text)
  if (whole.problems.length === 0) return whole
  const { value, problems } = withoutStatements(text)
  if (value === text) return whole
  const bare = parseYaml(value)
  return { ...bare, problems: [...problems, ...bare.problems] }
}

/** The entries of a top-level key over all documents of a file. */
export function topLevel(document: Document, key: string): readonly Node[] {
  if (document.state !== 'read') return []
  return document.yaml.documents.flatMap((node) => entriesOf(node).flatMap((entry) => (entry.key === key ? [entry.value] : [])))
}
