import type { SettingRule } from '../../settings/rules.ts'
import { isOff, isOn } from '../../settings/rules.ts'

function scans(key: string, what: string, stake: SettingRule['stake'] = 'defence'): SettingRule {
  return {
    key,
    concern: 'malware-scanner',
    stake,
    unsafe: isOff,
    message: `the scanner does not look into ${what}`,
    expected: `${key} yes, the default`,
    fix: `remove ${key} from clamd.conf`,
    want: null,
  }
}

const example: Omit<SettingRule, 'fix'> = {
  want: null,
  key: 'Example',
  concern: 'malware-scanner',
  stake: 'defence',
  unsafe: () => true,
  message: 'the program refuses its file while the line Example stands in it: it does not run',
  expected: 'no line Example',
}

/** Options of clamd (clamd.conf(5), ClamAV 1.4). */
export const scannerRules: readonly SettingRule[] = [
  { ...example, fix: 'remove the line Example from clamd.conf' },
  scans('ScanArchive', 'archives'),
  scans('ScanPE', 'programs of Windows'),
  scans('ScanELF', 'programs of Linux'),
  scans('ScanOLE2', 'documents of Office'),
  scans('ScanPDF', 'PDF documents'),
  scans('ScanHTML', 'pages and scripts'),
  scans('ScanMail', 'mails', 'hygiene'),
  scans('HeuristicAlerts', 'what only resembles known malware', 'hygiene'),
  {
    key: 'AlertExceedsMax',
    concern: 'malware-scanner',
    stake: 'hygiene',
    safe: isOn,
    absent: { verdict: 'unsafe', why: 'no is the default of ClamAV 1.4' },
    message: 'what is too large to be scanned passes as clean',
    expected: 'AlertExceedsMax yes',
    fix: 'write AlertExceedsMax yes into clamd.conf',
    want: 'yes',
  },
  {
    key: 'DetectPUA',
    concern: 'malware-scanner',
    stake: 'hygiene',
    unsafe: isOff,
    message: 'programs that nobody wants are passed over',
    expected: 'DetectPUA yes',
    fix: 'write DetectPUA yes into clamd.conf',
    want: 'yes',
  },
  {
    key: 'User',
    concern: 'over-privileged-default',
    stake: 'defence',
    unsafe: (value) => value === 'root',
    message: 'the scanner reads files of strangers as root: a fault in it is the whole machine',
    expected: 'User clamav',
    fix: 'write User clamav into clamd.conf',
    want: 'clamav',
  },
]

/** Options of freshclam (freshclam.conf(5), ClamAV 1.4). */
export const updateRules: readonly SettingRule[] = [
  { ...example, fix: 'remove the line Example from freshclam.conf' },
  {
    key: 'Checks',
    concern: 'malware-scanner',
    stake: 'defence',
    unsafe: (value) => Number(value) < 1,
    message: 'nobody asks for fresh signatures: what is new is not found',
    expected: 'Checks 12 or more a day',
    fix: 'write Checks 24 into freshclam.conf',
    want: '24',
  },
  {
    key: 'ScriptedUpdates',
    concern: 'updates',
    stake: 'hygiene',
    unsafe: isOff,
    message: 'signatures are loaded whole each time, so that mirrors soon refuse',
    expected: 'ScriptedUpdates yes, the default',
    fix: 'remove ScriptedUpdates from freshclam.conf',
    want: null,
  },
  {
    key: 'TestDatabases',
    concern: 'updates',
    stake: 'hygiene',
    unsafe: isOff,
    message: 'signatures that cannot be loaded replace those that can',
    expected: 'TestDatabases yes, the default',
    fix: 'remove TestDatabases from freshclam.conf',
    want: null,
  },
]
