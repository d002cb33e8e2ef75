import { parseFields } from '../../formats/fields.ts'
import { parseIni } from '../../formats/ini.ts'
import { parseUnit } from '../../formats/systemd-unit.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Observation } from '../../model/technology.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import type { SettingRule } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'
import { contents } from './contents.ts'
import { fragments, systemdFiles } from './fragments.ts'

function rule(key: string, stake: SettingRule['stake'], bad: readonly string[], message: string, wanted: string): SettingRule {
  return { key, concern: 'audit-log', stake, unsafe: (value) => bad.includes(value.toLowerCase()), message, expected: wanted, fix: `write ${wanted}` }
}

/** auditd.conf(5) of audit 3.0, journald.conf(5) of systemd 252. */
const auditRules: readonly SettingRule[] = [
  rule('write_logs', 'defence', ['no'], 'records of the kernel are written nowhere', 'write_logs = yes'),
  rule('max_log_file_action', 'hygiene', ['ignore'], 'records of the kernel grow until the disk is full', 'max_log_file_action = keep_logs'),
  rule('disk_full_action', 'hygiene', ['ignore'], 'what happens on a full disk leaves no records', 'disk_full_action = halt or single'),
  rule('space_left_action', 'hygiene', ['ignore'], 'nobody is told when records have no room left', 'space_left_action = email'),
]

const journalRules: readonly SettingRule[] = [
  rule('Storage', 'defence', ['none'], 'the journal keeps nothing', 'Storage=persistent'),
  rule('Storage', 'hygiene', ['volatile'], 'the journal is lost with every restart', 'Storage=persistent'),
]

/** What the system records: rules of the kernel's audit, their daemon, the journal. */
export function recordObservations(input: ComponentInput, gaps: Gap[]): readonly Observation[] {
  const audit = openDocument(input, '/etc/audit/auditd.conf', gaps)
  const settings = new Map(
    audit === undefined
      ? []
      : parseIni(audit.text).entries.flatMap(({ key, value, keySpan }) =>
          value === undefined ? [] : [[key, settingAt(audit, value, keySpan)] as const],
        ),
  )
  const journal = new Map<string, Setting>()
  for (const document of systemdFiles(input, 'journald.conf', contents.journal, gaps)) {
    for (const { section, key, value, keySpan } of parseUnit(document.text).entries)
      if (section === 'Journal') journal.set(key, settingAt(document, value, keySpan))
  }
  return [
    ...observe(auditRules, (key) => settings.get(key), input.at),
    ...observe(journalRules, (key) => journal.get(key), input.at).filter(({ verdict }) => verdict === 'unsafe'),
    ...kernelRules(input, gaps),
  ]
}

/** audit.rules(7): rules.d in the order of its names, as augenrules puts them together. */
function kernelRules(input: ComponentInput, gaps: Gap[]): readonly Observation[] {
  const parts = fragments(input, { folders: ['/etc/audit/rules.d'], ending: '.rules', content: contents.audit }, gaps)
  const main = parts.length === 0 ? openDocument(input, '/etc/audit/audit.rules', gaps) : undefined
  const documents = main === undefined ? parts : [main]
  const [first] = documents
  if (first === undefined) return []
  let count = 0
  let off: { readonly at: Place; readonly message: string; readonly actual: string } | undefined
  for (const document of documents) {
    for (const { fields, span } of parseFields(document.text)) {
      const at = { file: document.file, line: span.line }
      const [option = '', argument = ''] = fields
      if (option === '-e') off = argument === '0' ? { at, message: 'the audit of the kernel is switched off', actual: '-e 0' } : undefined
      else if (option === '-a' && /^(?:never,task|task,never)$/.test(argument))
        off ??= { at, message: 'a rule keeps every call of a program out of the audit', actual: '-a never,task' }
      else if (option === '-w' || option === '-a') count++
    }
  }
  const none =
    count === 0
      ? { at: { file: first.file, line: 1 }, message: 'the audit of the kernel has no rules: it records log-ins alone', actual: 'no rules' }
      : undefined
  const fault = off ?? none
  return [
    {
      concern: 'audit-log',
      key: 'audit.rules',
      verdict: fault === undefined ? 'safe' : 'unsafe',
      basis: 'configured',
      stake: off === undefined ? 'hygiene' : 'defence',
      trail: [fault?.at ?? { file: first.file, line: 1 }],
      message: fault?.message ?? 'the kernel records what its rules ask for',
      actual: fault?.actual ?? 'rules',
      expected: 'rules for log-ins, changes of accounts and of settings, and -e 2 at the end',
      fix: 'put rules such as those of audit(8) into /etc/audit/rules.d',
    },
  ]
}
