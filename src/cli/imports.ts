import { isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reportImported } from '../engine/imported.ts'
import type { DeploymentReport } from '../model/report.ts'
import type { Files } from '../platforms/files.ts'
import { boundedText } from './bounded.ts'

/** Reads the reports of other tools that a call names. */
export async function readImports(names: readonly string[], files: Files, cwd: string): Promise<readonly DeploymentReport[]> {
  if (names.length === 0) return []
  const { readImport } = await import('../imports/read.ts')
  return names.flatMap((name) => {
    const path = resolve(cwd, name)
    const text = boundedText(path, `--import ${name}`)
    // a report is named as the call names it, but never by an absolute path
    const file = isAbsolute(name) ? files.display(path) : name
    return reportImported(
      file,
      readImport(text, file, (uri) => shownName(uri, files)),
    )
  })
}

/** The name of a file that another tool writes: relative, and never outside of what is judged. */
function shownName(uri: string, files: Files): string {
  const path = pathOf(uri)
  if (isAbsolute(path)) return files.display(path)
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return (parts.includes('..') ? parts.slice(parts.lastIndexOf('..') + 1) : parts).join('/') || '.'
}

function pathOf(uri: string): string {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : decodeURIComponent(uri)
  } catch {
    return uri.replace(/^file:\/*/, '')
  }
}
