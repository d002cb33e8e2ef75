import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scannerHealth } from '../../src/guard/scan/health.ts'
import type { Sandbox } from '../live/server.ts'
import { eventually, program } from '../live/server.ts'

export const clamd: string | undefined = program('/usr/sbin/clamd')

/** What scanners are tested with (eicar.org), in two halves, so that none finds it here. */
export const eicar: string = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

/** Own signatures of three kinds: the test file by its hash, bytes anywhere, and two that have to come together. */
const signatures = {
  'own.hdb': '44d88612fea8a8f36de82e1278abb02f:68:Own.TestFile\n',
  'own.ndb': `Own.Bytes:0:*:${Buffer.from('worm-of-the-test').toString('hex')}\n`,
  'own.ldb': `Own.Both;Target:0;0&1;${Buffer.from('first-half').toString('hex')};${Buffer.from('other-half').toString('hex')}\n`,
}

/** Starts clamd with these signatures and further lines of clamd.conf(5); it listens at `NAME.sock` in the sandbox and answers. */
export async function startClamd(box: Sandbox, name: string, lines: readonly string[]): Promise<ChildProcess> {
  const folder = join(box.folder, `${name}-signatures`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  for (const [file, text] of Object.entries(signatures)) writeFileSync(join(folder, file), text, { mode: 0o644 })
  const socket = join(box.folder, `${name}.sock`)
  const all = [`DatabaseDirectory ${folder}`, 'Foreground yes', `LocalSocket ${socket}`, 'LocalSocketMode 600', ...lines]
  writeFileSync(`${folder}.conf`, `${all.join('\n')}\n`, { mode: 0o644 })
  chmodSync(box.folder, 0o755)
  const child = box.start(clamd ?? '', ['-c', `${folder}.conf`])
  await eventually(async () => {
    const asked = { signal: new AbortController().signal, timeout: 20_000 }
    const { answers, detail } = await scannerHealth({ path: socket }, Date.now(), Buffer.from('x'), asked)
    if (!answers) throw new Error(detail)
  })
  return child
}
