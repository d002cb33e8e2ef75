import { expect, it } from 'vitest'
import { component } from '../../testing/component.ts'
import { ports } from '../../testing/reading.ts'
import { openssh } from './index.ts'
import { criteriaOf, matches } from './match.ts'
import { seconds } from './rules.ts'

const read = (files: Readonly<Record<string, string>>, version?: string) =>
  openssh.read(component({ form: 'process', command: ['/usr/sbin/sshd', '-D'], files }), version)

function unsafe(text: string, version?: string): readonly string[] {
  return (read({ '/etc/ssh/sshd_config': text }, version).observations ?? [])
    .filter(({ verdict, stake }) => verdict === 'unsafe' && stake !== 'hygiene')
    .map(({ key, trail }) => `${key}:${trail[0]?.line}`)
}

it('is known by its program and images', () => {
  expect(openssh.recognise(component({ form: 'process', command: ['/usr/sbin/sshd', '-D'] }))).toMatchObject({ certainty: 1 })
  expect(openssh.recognise(component({ image: 'linuxserver/openssh-server:9.7' }))).toMatchObject({ certainty: 2 })
})

it('takes the first value, outside of blocks', () => {
  expect(unsafe('PasswordAuthentication no\nPasswordAuthentication yes\nPermitRootLogin yes\n')).toEqual(['PermitRootLogin:3'])
  expect(unsafe('\n')).toEqual(['PasswordAuthentication:1'])
})

it('judges what holds for strangers, and tells exceptions as such', () => {
  const text =
    'PasswordAuthentication no\nUsePAM no\nMatch Address *,!10.0.0.0/8\n  GatewayPorts yes\nMatch Group admins\n  PermitEmptyPasswords yes\n  StrictModes no\n'
  expect(unsafe(text)).toEqual(['GatewayPorts:4', 'Match PermitEmptyPasswords:6'])
})

it('asks about root what a block says of root', () => {
  expect(unsafe('PasswordAuthentication no\nPermitRootLogin yes\nMatch User root\n  PermitRootLogin no\n')).toEqual([])
  expect(unsafe('PasswordAuthentication no\n', '6.9')).toEqual(['PermitRootLogin:1'])
  expect(unsafe('PasswordAuthentication no\n', '9.2')).toEqual([])
})

it.each([
  ['PasswordAuthentication no\nUsePAM yes\n', ['KbdInteractiveAuthentication:1'], 'password'],
  ['PasswordAuthentication no\nUsePAM yes\nChallengeResponseAuthentication no\n', [], 'certificate'],
  ['AuthenticationMethods publickey,password\n', [], 'certificate'],
  ['AuthenticationMethods publickey password\n', ['PasswordAuthentication:1'], 'password'],
  ['PasswordAuthentication no\nPermitEmptyPasswords yes\n', ['PermitEmptyPasswords:2'], 'none'],
])('says what lets people in: %j', (text, keys, authentication) => {
  expect(unsafe(text)).toEqual(keys)
  expect(ports(read({ '/etc/ssh/sshd_config': text }))).toEqual([`ssh 22 admin required ${authentication}`])
})

it('listens where it is told, on the command line first', () => {
  expect(ports(read({ '/etc/ssh/sshd_config': 'Port 22\nPort 2222\nPasswordAuthentication no\n' }))).toEqual([
    'ssh 22 admin required certificate',
    'ssh 2222 admin required certificate',
  ])
  expect(ports(read({ '/etc/ssh/sshd_config': 'ListenAddress 127.0.0.1:2200\nPasswordAuthentication no\n' }))).toEqual([
    'ssh 2200 admin required certificate',
  ])
  const started = component({
    form: 'process',
    command: ['sshd', '-p', '24', '-o', 'PasswordAuthentication=no'],
    files: { '/etc/ssh/sshd_config': 'PasswordAuthentication yes\n' },
  })
  expect(ports(openssh.read(started, undefined))).toEqual(['ssh 24 admin required certificate'])
})

it('says that it does not know where no file is', () => {
  const reading = read({})
  expect([ports(reading), reading.gaps?.length]).toEqual([['ssh 22 admin required ?'], 1])
})

it('reads fragments alone, and what clients are told', () => {
  const files = { '/etc/ssh/sshd_config.d/50.conf': 'PermitRootLogin yes\n', '/etc/ssh/ssh_config': 'Host *\n  StrictHostKeyChecking=no\n' }
  expect(
    read(files)
      .observations?.filter(({ stake, verdict }) => stake === 'data' && verdict === 'unsafe')
      .map(({ concern, trail }) => `${concern} ${trail[0]?.file}:${trail[0]?.line}`),
  ).toEqual(['remote-login 50.conf:1', 'host-key ssh_config:2'])
})

it('finds algorithms that are added, not those that are taken away', () => {
  expect(unsafe('PasswordAuthentication no\nMACs -hmac-sha1\nCiphers ^aes128-cbc\nPubkeyAcceptedKeyTypes +ssh-rsa\n')).toEqual([
    'Ciphers:3',
    'PubkeyAcceptedAlgorithms:4',
  ])
})

it('reads times and criteria as OpenSSH does', () => {
  expect(['90', '1h30m', '2M', 'x', '0'].map(seconds)).toEqual([90, 5400, 120, undefined, 0])
  const who = { user: 'anna', groups: ['ops'], address: '192.0.2.7', host: 'a.example' }
  expect(
    [
      'User anna',
      'User *,!anna',
      'Group ops Address 192.0.2.0/24',
      'Address 192.0.3.0/24',
      'User=an?a',
      'all',
      'Host *.example',
      'LocalPort 22',
      'RDomain x',
    ].map((text) => matches(criteriaOf(text.split(' ')), who)),
  ).toEqual([true, false, true, false, true, true, true, false, false])
})
