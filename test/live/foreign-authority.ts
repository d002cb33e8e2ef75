import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let made: string | undefined

/** The certificate of an authority that signed nothing, as a file that everybody may read. */
export function foreignAuthority(): string {
  if (made !== undefined) return made
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-foreign-'))
  const file = join(folder, 'ca.crt')
  const subject = ['-subj', '/CN=foreign', '-days', '2', '-keyout', join(folder, 'ca.key'), '-out', file]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...subject], { stdio: 'ignore' })
  execFileSync('chmod', ['755', folder])
  made = file
  return made
}
