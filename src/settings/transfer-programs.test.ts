import { expect, it } from 'vitest'
import { view } from '../model/fact.ts'
import { findConnections } from '../protocols/references.ts'
import type { ComponentSketch } from '../testing/component.ts'
import { component } from '../testing/component.ts'
import { transferPrograms, withTransferSettings } from './transfer-programs.ts'

/** Encryption and verification of the one connection, as the program's settings leave them. */
function end(sketch: ComponentSketch): string {
  const input = component({ ...sketch, env: { FTP_URL: 'ftp://app:pear@files/', ...sketch.env } })
  const [found] = findConnections(input).map((reading) => withTransferSettings(reading, input))
  return [found!.encryption, found!.verification]
    .map((fact) => view<string>(fact))
    .map((seen) => (seen.known ? seen.value : '?'))
    .join(' ')
}

const line = (text: string): Pick<ComponentSketch, 'command'> => ({ command: ['sh', '-c', text] })
const home = { CURL_HOME: '/c', LFTP_HOME: '/c' }
const own = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(transferPrograms.filter((each) => each.name === name).map(({ file, secure }) => [`/c/${file}`, secure('/ca.crt')]))

it.each<[string, ComponentSketch, string]>([
  ['a program that nobody knows', line('node app.js'), 'none none'],
  ['curl by itself', line('curl $FTP_URL'), 'none none'],
  ['curl by its image', { image: 'curlimages/curl:8', ...line('get --ssl-reqd') }, 'required name'],
  ['curl that demands TLS', line('curl --ssl-reqd $FTP_URL'), 'required name'],
  ['curl that checks nobody', line('curl --ssl-reqd -k $FTP_URL'), 'required none'],
  ['curl by its file', { ...line('curl $FTP_URL'), env: home, files: own('curl') }, 'required name'],
  ['curl by a file that takes all back', { ...line('curl $FTP_URL'), env: home, files: { '/c/.curlrc': 'ssl-reqd\n--insecure\n' } }, 'required none'],
  ['a file that nobody reads', { ...line('curl $FTP_URL'), files: own('curl') }, 'none none'],
  ['lftp by itself', line('lftp -c "mirror $FTP_URL"'), 'optional name'],
  ['lftp without TLS', line('lftp -c "set ftp:ssl-allow no; mirror $FTP_URL"'), 'none none'],
  ['lftp that checks nobody', line('lftp -c "set ssl:verify-certificate no; mirror $FTP_URL"'), 'optional none'],
  ['lftp by its file', { ...line('lftp -c "mirror $FTP_URL"'), env: home, files: own('lftp') }, 'required name'],
  [
    'lftp by its file and any name',
    { ...line('lftp -c "set ssl:check-hostname 0; mirror $FTP_URL"'), env: home, files: own('lftp') },
    'required chain',
  ],
])('%s', (_, sketch, wanted) => {
  expect(end(sketch)).toBe(wanted)
})
