import { redact } from '../../protocols/redact.ts'
import { mayBeSecret, secretKind } from '../../protocols/secret-names.ts'

/** Shows a text of settings without its secrets: those that are known, and what looks like one. `known`: value -> what stands for it. */
export function mask(text: string, known: ReadonlyMap<string, string>): string {
  let shown = text
    .replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '<private key>')
    .replace(/(-----BEGIN CERTIFICATE-----)\s[\s\S]*?(-----END CERTIFICATE-----)/g, '$1 ... $2')
  // the longest first: one value may be a part of another
  const labels: string[] = []
  for (const [value, label] of [...known].toSorted(([one], [other]) => other.length - one.length)) {
    if (value.length < 4) continue
    shown = shown.replaceAll(isWord(value) ? new RegExp(`(?<![\\w-])${value}(?![\\w-])`, 'g') : value, () => `\uE000${labels.length}\uE001`)
    labels.push(label)
  }
  return shown
    .split('\n')
    .map((line, at, lines) => (isSecretOption(lines[at - 1] ?? '') ? maskItem(line) : maskLine(line)))
    .join('\n')
    .replace(/\uE000(\d+)\uE001/g, (_all, at: string) => `<${labels[Number(at)] ?? 'secret'}>`)
}

/** A password that is a word (`airflow`) is in many names, and is one only where it stands by itself. */
function isWord(value: string): boolean {
  return /^[A-Za-z]+$/.test(value)
}

/** An option as an item of a list whose value is the next one: `- --password`. */
function isSecretOption(line: string): boolean {
  const [, name = ''] = /^[+\- ]?\s*- ["']?--?([\w-]{1,200})["']?$/.exec(line) ?? []
  return isSecretName(name)
}

function maskItem(line: string): string {
  return line.replace(/^([+\- ]?\s*- ).+$/, '$1\u2022\u2022\u2022')
}

function isSecretName(name: string): boolean {
  const kind = secretKind(name)
  return kind !== undefined && kind !== 'connection'
}

/** A line that gives a secret's name a value shows the name alone. What refers to a value elsewhere is none. */
function maskLine(line: string): string {
  const [, front = '', key = '', sign = '', value = ''] = /^([+\- ]?\s*(?:- )?["']?)([\w.-]{1,200})(["']?\s*[:=]\s*)(.+)$/.exec(line) ?? []
  if (/^["']?(?:\$\{\w+\}|\uE000\d+\uE001|\/[\w./-]+)["']?,?$/.test(value) || reference.test(line)) return line
  // a name that only mentions a secret may have one here: to show too little of a line costs nothing
  const isSecret = isSecretName(key) || (/passw|secret|token|credential/i.test(key) && mayBeSecret(value.replace(/^["']|["']$/g, '')))
  return value === '' || !isSecret ? redact(line) : `${front}${key}${sign}\u2022\u2022\u2022`
}

/** What refers to a secret in a unit, or in the script in front of a program. */
const reference =
  /^[+\- ]?(?:LoadCredential(?:Encrypted)?=[\w-]+:\/[\w./-]+|secret_\w+=\$\(cat "\$CREDENTIALS_DIRECTORY\/[\w-]+"\)|: "\$\{secret_\w+:\?is empty\}"|export \w+="\$secret_\w+")$/
