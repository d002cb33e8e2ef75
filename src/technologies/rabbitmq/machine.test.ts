import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { rabbitmq } from './index.ts'

function reading(files: Readonly<Record<string, string>>, version?: string, env: Readonly<Record<string, string>> = {}): Reading {
  return rabbitmq.read(component({ form: 'process', files, env }), version)
}

function ports({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, tls, authentication, bind }) => {
    const [encryption, login, where] = [view(tls), view(authentication), bind === undefined ? undefined : view(bind)]
    const words = [port, encryption.known ? encryption.value : '?', login.known ? login.value : '?', where?.known === true ? where.value : 'all']
    return words.join(' ')
  })
}

const between = ['4369 none none all', '25672 none token all']
const conf = '/etc/rabbitmq/rabbitmq.conf'

it('has the defaults of a node', () => {
  expect(ports(reading({}))).toEqual(['5672 none password all', ...between])
  expect(reading({}).accounts).toEqual([])
})

it('lays conf.d over rabbitmq.conf and advanced.config over both', () => {
  const found = reading({
    [conf]:
      'listeners.tcp.1 = 127.0.0.1:5672\nlisteners.tcp.2 = ::1:5672\nssl_options.certfile = /a.pem\nlisteners.ssl.1 = 5671\ndefault_pass = one\ninclude more.conf\n',
    '/etc/rabbitmq/more.conf': 'default_pass = two\ndefault_user = shop\n',
    '/etc/rabbitmq/conf.d/20.conf': 'default_pass = four\n',
    '/etc/rabbitmq/conf.d/10.conf': 'default_pass = three\n',
    '/etc/rabbitmq/advanced.config': '[{rabbit, [{ssl_listeners, [{"10.0.0.1", 5671}]}]},\n {rabbitmq_stomp, [{tcp_listeners, []}]}].',
    '/etc/rabbitmq/enabled_plugins': '[rabbitmq_web_stomp].',
  })
  expect(ports(found)).toEqual([
    '5672 none password loopback',
    '5672 none password loopback',
    '5671 required password all',
    '15674 none password all',
    ...between,
  ])
  expect(found.listeners?.[2]?.trail?.[0]).toEqual({ file: 'advanced.config', line: 1 })
  expect(found.accounts?.map(({ user, password }) => `${user?.value}:${password?.value}`)).toEqual(['shop:four'])
  expect(found.gaps).toEqual([])
})

it('reads rabbitmq.config in place of rabbitmq.conf and advanced.config', () => {
  const found = reading({
    [conf]: 'listeners.tcp = none\n',
    '/etc/rabbitmq/advanced.config': '[{rabbit, [{tcp_listeners, [1]}]}].',
    '/etc/rabbitmq/rabbitmq.config':
      '[{rabbit, [{tcp_listeners, [5673]}, {loopback_users, []}, {default_pass, <<"plum">>}]},\n{rabbitmq_management, [{listener, [{port, 15671}, {ssl, true}, {ssl_opts, [{certfile, "/c.pem"}]}]}]},\n{kernel, [{inet_dist_use_interface, {127,0,0,1}}]}].',
  })
  expect(ports(found)).toEqual(['5673 none password all', '15671 required password all', '4369 none none all', '25672 none token loopback'])
  expect(found.accounts?.map(({ user, password, key }) => `${user?.value}:${password?.value} ${key}`)).toEqual(['guest:plum default_pass'])
  expect(found.listeners?.[1]?.certificate?.value).toBe('/c.pem')
})

it('reads rabbitmq-env.conf behind the environment', () => {
  const text = 'NODE_PORT=5680\nCONFIG_FILE=/srv/r\nexport ERL_EPMD_ADDRESS=127.0.0.1\nSERVER_ADDITIONAL_ERL_ARGS="-proto_dist inet_tls"\n'
  const found = reading({ '/etc/rabbitmq/rabbitmq-env.conf': text, '/srv/r.conf': 'loopback_users.guest = false\n' }, undefined, {
    RABBITMQ_NODE_PORT: '5690',
  })
  expect(ports(found)).toEqual(['5690 none password all', '4369 none none loopback', '25690 required token all'])
  expect(found.accounts?.length).toBe(1)
})

it('knows who gets in without a login', () => {
  const plugins = { '/etc/rabbitmq/enabled_plugins': '[rabbitmq_mqtt, rabbitmq_stomp].' }
  const open = { ...plugins, [conf]: 'loopback_users = none\nstomp.default_user = shop\nstomp.default_pass = $(PASS)\n' }
  const before = ports(reading(open, '3.13'))
  expect(before.slice(0, 3)).toEqual(['5672 none password all', '1883 none none all', '61613 none none all'])
  expect(ports(reading(open, '4.0'))[0]).toBe('5672 none none all')
  expect(ports(reading({ ...open, [conf]: 'loopback_users = none\nauth_mechanisms.1 = PLAIN\n' }, '4.0'))[0]).toBe('5672 none password all')
  expect(ports(reading({ ...plugins, [conf]: 'loopback_users.x = true\n' }, '3.13'))[1]).toBe('1883 none none all')
  expect(ports(reading(plugins, '4.1')).slice(0, 2)).toEqual(['5672 none password all', '1883 none password all'])
})

it('tells whom it asks about users', () => {
  const found = reading({
    [conf]:
      'auth_backends.1 = ldap\nauth_backends.2 = http\nauth_ldap.servers.1 = ldap1\nauth_ldap.port = 636\nauth_ldap.use_ssl = true\nauth_ldap.ssl_options.verify = verify_peer\nauth_http.user_path = http://auth:8000/user\nauth_http.vhost_path = http://auth:8000/vhost\n',
    '/etc/rabbitmq/advanced.config': '[{rabbitmq_auth_backend_ldap, [{dn_lookup_bind, {"cn=r", "plum"}}]}].',
  })
  const words = found.connections?.map(({ protocol, host, port, encryption, verification }) => {
    const [tls, check] = [view(encryption), view(verification)]
    return `${protocol} ${host} ${port} ${tls.known ? tls.value : '?'} ${check.known ? check.value : '?'}`
  })
  expect(words).toEqual(['ldap ldap1 636 required name', 'http auth 8000 none none'])
  expect(found.connections?.[0]?.password?.value).toBe('plum')
})

it('keeps what is encrypted, and what is not known', () => {
  const found = reading({
    [conf]: 'default_user = shop\nloopback_users = none\nmqtt.default_user = m\nmqtt.default_pass = $(NOPE)\n',
    '/etc/rabbitmq/advanced.config': '[{rabbit, [{default_pass, {encrypted, <<"abc">>}}]}].',
  })
  expect(found.accounts?.map(({ password }) => password?.unresolved.length)).toEqual([1, 1])
})

it('takes quotes literally where the version does', () => {
  const files = { [conf]: "default_user = 'shop'\ndefault_pass = 'a#b'\n" }
  expect(reading(files, '3.10').accounts?.[0]?.user?.value).toBe("'shop'")
  expect(reading(files).accounts?.[0]?.password?.value).toBe('a#b')
})

it('names old TLS versions wherever they stand', () => {
  const found = reading({
    '/etc/rabbitmq/advanced.config': "[{rabbit, [{ssl_options, [{versions, ['tlsv1.2', 'tlsv1.1']},\n{fail_if_no_peer_cert, false}]}]}].",
  })
  expect(found.observations?.filter(({ verdict }) => verdict === 'unsafe').map(({ key }) => key)).toEqual([
    'ssl_options.fail_if_no_peer_cert',
    'ssl_options.versions',
  ])
})

it('leaves the cluster_name of a database alone', () => {
  const reads = (text: string): boolean =>
    rabbitmq.files?.some(({ name, content }) => name.test('10-local.conf') && content?.test(text) === true) === true
  expect(reads("cluster_name = '15/main'\n")).toBe(false)
  expect(reads('cluster_name = shop\n')).toBe(true)
})
