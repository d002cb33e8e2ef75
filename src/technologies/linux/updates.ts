import { parseAptConf } from '../../formats/apt-conf.ts'
import { parseIni } from '../../formats/ini.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Observation } from '../../model/technology.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import type { SettingRule } from '../../settings/rules.ts'
import { isOff, isOn, observe } from '../../settings/rules.ts'
import { contents } from './contents.ts'
import { fragments } from './fragments.ts'

/** APT's settings under their names in lower case; lists have all their items. */
export interface Apt {
  readonly get: (key: string) => readonly Setting[]
  readonly home?: Place
}

/** apt.conf.d in the order of its names, then apt.conf, as APT 2.6 reads them; later values win, items of lists add up. */
export function readApt(input: ComponentInput, gaps: Gap[]): Apt {
  const main = openDocument(input, '/etc/apt/apt.conf', gaps)
  const parts = fragments(input, { folders: ['/etc/apt/apt.conf.d'], ending: '', content: contents.apt }, gaps).filter(
    ({ path }) => input.form !== 'machine' || /\/(?:[\w-]+|[\w.-]+\.conf)$/.test(path),
  )
  const found = new Map<string, Setting[]>()
  const documents = [...parts, ...(main === undefined || parts.some(({ file }) => file === main.file) ? [] : [main])]
  for (const document of documents) {
    const { entries, problems } = parseAptConf(document.text)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    for (const { key, value, span } of entries) {
      const name = key.toLowerCase()
      if (value === undefined) {
        for (const each of found.keys()) if (each === name || each.startsWith(`${name}::`)) found.delete(each)
      } else if (name.endsWith('::')) found.set(name, [...(found.get(name) ?? []), settingAt(document, value, span)])
      else found.set(name, [settingAt(document, value, span)])
    }
  }
  const [first] = documents
  return { get: (key) => found.get(key.toLowerCase()) ?? [], ...(first === undefined ? {} : { home: { file: first.file, line: 1 } }) }
}

/** Names of apt.conf(5) and apt-secure(8), APT 2.6. */
const trustRules: readonly SettingRule[] = [
  'APT::Get::AllowUnauthenticated',
  'Acquire::AllowInsecureRepositories',
  'Acquire::AllowDowngradeToInsecureRepositories',
].map((key) => ({
  key,
  concern: 'updates',
  stake: 'takeover',
  unsafe: isOn,
  message: 'packages without a signature are installed: who stands in between installs programs of its own',
  expected: `${key} "false", the default`,
  fix: `remove ${key} from apt.conf.d`,
}))

const verifyRules: readonly SettingRule[] = ['Acquire::https::Verify-Peer', 'Acquire::https::Verify-Host'].map((key) => ({
  key,
  concern: 'tls-verification',
  stake: 'hygiene',
  unsafe: isOff,
  message: 'certificates of package sources are not checked',
  expected: `${key} "true", the default`,
  fix: `remove ${key} from apt.conf.d`,
}))

/** Whether updates of security arrive by themselves: unattended-upgrades 2.9 on Debian, dnf-automatic elsewhere. */
export function updateObservations(input: ComponentInput, gaps: Gap[]): readonly Observation[] {
  const apt = readApt(input, gaps)
  const dnf = openDocument(input, '/etc/dnf/automatic.conf', gaps)
  if (dnf !== undefined) {
    const apply = parseIni(dnf.text).entries.findLast(({ section, key }) => section === 'commands' && key === 'apply_updates')
    const value = apply?.value === undefined ? undefined : settingAt(dnf, apply.value, apply.keySpan)
    return [automatic('apply_updates', value !== undefined && isOn(value.value), value, { file: dnf.file, line: 1 })]
  }
  if (apt.home === undefined) {
    return input.form === 'machine'
      ? [{ ...automatic('updates', false, undefined, input.at), verdict: 'unknown', message: 'whether updates arrive by themselves is not known' }]
      : []
  }
  const one = (key: string): Setting | undefined => apt.get(key).at(-1)
  const { home } = apt
  const switches = ['APT::Periodic::Enable', 'APT::Periodic::Update-Package-Lists', 'APT::Periodic::Unattended-Upgrade'] as const
  const off = switches
    .map((key) => ({ key, value: one(key) }))
    .find(({ key, value }) => (value === undefined ? key === switches[2] : /^0?$/.test(value.value)))
  const isOnly = input.form !== 'machine' && switches.every((key) => one(key) === undefined)
  const upgrade = one(switches[2])
  return [
    ...(isOnly ? [] : [off === undefined ? automatic(switches[2], true, upgrade, home) : automatic(off.key, false, off.value, home)]),
    ...origins(apt),
    ...observe([...trustRules, ...verifyRules], one, home),
  ]
}

function automatic(key: string, isSafe: boolean, value: Setting | undefined, home: Place): Observation {
  return {
    concern: 'updates',
    key,
    verdict: isSafe ? 'safe' : 'unsafe',
    basis: value === undefined ? 'default' : 'configured',
    stake: 'defence',
    trail: value?.trail ?? [home],
    message: 'updates of security do not arrive by themselves: faults that everybody knows stay open',
    actual: value === undefined ? `${key} is not set` : `${key} ${value.value}`,
    expected: 'APT::Periodic::Update-Package-Lists "1" and APT::Periodic::Unattended-Upgrade "1"',
    fix: 'install unattended-upgrades and switch it on in 20auto-upgrades',
  }
}

/** Sources from which packages are taken; one of them must be that of security. */
function origins({ get }: Apt): readonly Observation[] {
  const all = [...get('Unattended-Upgrade::Origins-Pattern::'), ...get('Unattended-Upgrade::Allowed-Origins::')]
  const [first] = all
  if (first === undefined) return []
  const isSafe = all.some(({ value }) => /security/i.test(value) || /(?:codename|n)=\$\{distro_codename\}/.test(value))
  return [
    { ...automatic('Unattended-Upgrade::Origins-Pattern', isSafe, first, first.trail[0]!), actual: isSafe ? 'with security' : 'without security' },
  ]
}
