import type { Change } from '../../model/change.ts'
import { ownFolder } from '../../model/own-files.ts'
import type { Admission } from '../../model/want.ts'

/** The chain that DOCKER-USER asks; a name may have 28 characters. */
export const publishedChain = 'RINGWALL-PUBLISHED'

const unit = 'ringwall-published.service'

/** `unit`: where whoever runs a machine installs units of his own (systemd.unit(5)). `asked`: by what the engine asks for it. */
export const publishedFiles: Readonly<Record<'ip' | 'ip6' | 'unit' | 'asked', string>> = {
  ip: `${ownFolder}/published.v4`,
  ip6: `${ownFolder}/published.v6`,
  unit: `/usr/local/lib/systemd/system/${unit}`,
  asked: '/etc/systemd/system/docker.service.d/published.conf',
}

/** Who reaches the ports that containers publish: rules for both families, and what loads them before the engine starts. */
export function publishedChanges(admits: readonly Admission[]): readonly Change[] {
  const file = (path: string, lines: readonly string[]): Change => ({ kind: 'file', path, text: `${lines.join('\n')}\n`, isSecret: false })
  return [
    file(publishedFiles.ip, rules(admits, 'ip')),
    file(publishedFiles.ip6, rules(admits, 'ip6')),
    file(publishedFiles.unit, loading),
    file(publishedFiles.asked, ['[Unit]', `Requires=${unit}`, `After=${unit}`]),
  ]
}

/**
 * For iptables-restore(8) with --noflush: its own chain anew, and no other. What containers publish has its new target already when it comes
 * by here, so the port that the sender asked for is matched (iptables-extensions(8), "conntrack").
 */
function rules(admits: readonly Admission[], family: 'ip' | 'ip6'): readonly string[] {
  const add = (rule: string): string => `-A ${publishedChain} ${rule}`
  return [
    `*${family === 'ip' ? 'filter' : 'mangle'}`,
    `:${publishedChain} - [0:0]`,
    add('-m conntrack --ctstate RELATED,ESTABLISHED -j RETURN'),
    '# not to a published port',
    add('-m conntrack ! --ctstate DNAT -j RETURN'),
    ...admits.flatMap(({ port, transport, from, what }) => {
      const senders = from === 'anybody' ? [''] : from.filter((each) => each.includes(':') === (family === 'ip6')).map((each) => `-s ${each} `)
      const own = senders.map((sender) => add(`${sender}-p ${transport} -m conntrack --ctorigdstport ${port} -j RETURN`))
      return own.length === 0 ? [] : [`# ${what.replace(/[^\w .-]/g, '')}`, ...own]
    }),
    add('-j DROP'),
    'COMMIT',
  ]
}

/** The engine makes DOCKER-USER where it is not there, and keeps the rules of one that is (Docker 20.10 to 28): they hold before a container starts. */
const loading: readonly string[] = [
  '[Unit]',
  'Description=Who reaches the ports that containers publish',
  'Before=docker.service',
  'After=nftables.service netfilter-persistent.service ufw.service',
  'PartOf=docker.service',
  '',
  '[Service]',
  'Type=oneshot',
  'RemainAfterExit=yes',
  'ExecStart=-/usr/sbin/iptables -w -N DOCKER-USER',
  `ExecStart=/usr/sbin/iptables-restore -w --noflush ${publishedFiles.ip}`,
  `ExecStart=${askedOnce('iptables -w', 'DOCKER-USER')}`,
  '# an engine of 20.10 has no DOCKER-USER for IPv6; a kernel without IPv6 has nothing to filter',
  `ExecStart=-/usr/sbin/ip6tables-restore -w --noflush ${publishedFiles.ip6}`,
  `ExecStart=-${askedOnce('ip6tables -w -t mangle', 'FORWARD')}`,
]

/** The chain is asked first by another one, however often this is run. */
function askedOnce(tool: string, by: string): string {
  const asked = `${by} -j ${publishedChain}`
  return `/bin/sh -c '/usr/sbin/${tool} -C ${asked} || exec /usr/sbin/${tool} -I ${asked}'`
}
