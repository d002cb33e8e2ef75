import { describe, expect, it } from 'vitest'
import { failuresOf, hostsOf } from './fixture.ts'

const unit = ['[Service]', 'User=cache', 'ExecStart=/usr/bin/cache-server /etc/cache/cache.conf', ''].join('\n')

function shown(files: Readonly<Record<string, string>>, taken: readonly string[] = []): readonly string[] {
  return hostsOf(files, taken).map(({ name, root, components }) => `${name} ${root}: ${components.map(({ id }) => id).join(', ')}`)
}

describe('loose files', () => {
  it('make a component each product, with what lies beside them where the program looks for it', () => {
    const [deployment] = hostsOf({ 'conf/cache.conf': 'port 1\n', 'conf/users.acl': 'user a\n', 'conf/more/x.txt': 'x' })
    const [cache] = deployment!.components
    expect(deployment!.components).toHaveLength(1)
    expect(cache).toMatchObject({ id: 'cache', form: 'process', declared: { technology: 'cache' }, at: { file: 'conf/cache.conf', line: 1 } })
    expect(cache!.command?.map(({ value }) => value)).toEqual(['cache-server'])
    expect(cache!.open('/etc/cache/cache.conf')).toMatchObject({ state: 'text', text: 'port 1\n', file: 'conf/cache.conf' })
    expect(cache!.open('/etc/cache/users.acl')).toMatchObject({ state: 'text', text: 'user a\n' })
    expect(cache!.open('/etc/cache/more/x.txt')).toMatchObject({ state: 'text', text: 'x' })
    expect(cache!.open('/etc/passwd')).toEqual({ state: 'absent' })
    expect(cache!.list('/etc/cache')).toEqual(['cache.conf', 'more', 'users.acl'])
    expect(deployment!.inputs.map(({ file, as }) => `${file} ${as}`)).toEqual(['conf/cache.conf settings', 'conf/users.acl settings'])
  })

  it('of one name but for a word are components of their own', () => {
    const files = { 'c/cache.conf': 'port 1', 'c/cache-prod.conf': 'port 2', 'c/cache.conf.example': 'port 3' }
    expect(shown(files)).toEqual(['c c: cache-prod, cache, cache-example'])
  })

  it('of a folder such as conf.d are one component, and none where the main file lies above', () => {
    expect(shown({ 'sites/a.conf': 'site a', 'sites/b.conf': 'site b' })).toEqual(['sites sites: cache'])
    expect(shown({ 'n/cache.conf': 'port 1', 'n/conf.d/a.conf': 'site a' })).toEqual(['n n: cache'])
  })

  it('are told by their text where the name is common', () => {
    expect(shown({ 'a/cache.conf': 'of somebody else' })).toEqual([])
  })

  it('that another deployment reads, and those of tests and charts, are left alone', () => {
    expect(shown({ 'a/cache.conf': 'port 1', 'b/shop.ini': '' }, ['a/cache.conf'])).toEqual(['b b: shop'])
    expect(shown({ 'a/fixtures/cache.conf': 'port 1', 'b/Chart.yaml': '', 'b/shop.ini': '', 'node_modules/shop.ini': '' })).toEqual([])
  })

  it.each([
    ['a folder with files of its own is one whole', { 'shop.ini': '', 'c/cache.conf': 'port 1' }, ['. shop, cache']],
    ['folders with other files each are parts', { 'x/a/shop.ini': '', 'x/b/cache.conf': 'port 1' }, ['x shop, cache']],
    ['folders with the same file are alternatives', { 'weak/shop.ini': '', 'hardened/shop.ini': '' }, ['hardened shop', 'weak shop']],
    ['systems apart stay apart', { 'one/deep/er/shop.ini': '', 'two/deep/er/cache.conf': 'port 1' }, ['one/deep/er shop', 'two/deep/er cache']],
  ])('%s', (_, files, wanted) => {
    expect(hostsOf(files).map(({ root, components }) => `${root} ${components.map(({ id }) => id).join(', ')}`)).toEqual(wanted)
  })
})

it('a file with the name of settings that is no text is said, loose and on a machine', () => {
  const binary = 'port 1\n\0'
  const inputs = hostsOf({ 'm/etc/hostname': 'm\n', 'm/etc/cache/cache.conf': binary, 'm/etc/shop/logo.png': '\0', 'm/etc/data/1259_vm': '\0' })[0]!
    .inputs
  expect(inputs).toEqual([
    {
      file: 'm/etc/cache/cache.conf',
      as: 'settings',
      status: 'failed',
      gaps: [{ why: 'is not text', line: 1, place: { file: 'm/etc/cache/cache.conf', line: 1 } }],
    },
  ])
  expect(failuresOf({ 'c/cache.conf': binary, 'c/other.txt': binary }).map(({ file, status }) => `${file} ${status}`)).toEqual([
    'c/cache.conf failed',
  ])
})

describe('units', () => {
  it('start a process with user, variables and what confines it; drop-ins count', () => {
    const [deployment] = hostsOf({
      'm/etc/systemd/system/cache.service': unit,
      'm/etc/systemd/system/cache.service.d/10-safe.conf':
        '[Service]\nNoNewPrivileges=yes\nUser=\nUser=safe\nEnvironmentFile=/etc/default/cache\nLimitCORE=0\n',
      'm/etc/systemd/system/service.d/20-all.conf': '[Service]\nPrivateTmp=no\n',
      'm/etc/default/cache': 'PASS="of the file"\n',
    })
    const [machine, cache] = deployment!.components
    expect(machine).toMatchObject({ id: 'm', form: 'machine' })
    expect(cache).toMatchObject({ id: 'cache', host: 'm', unit: { value: 'cache.service' }, user: { value: 'safe' } })
    expect(cache!.env.get('PASS')).toMatchObject({ value: 'of the file', trail: [{ file: 'm/etc/default/cache', line: 1 }, { line: 5 }] })
    expect(cache!.isolation.ulimits).toMatchObject([{ name: 'core', value: { value: '0' } }])
    const on = Object.fromEntries(cache!.isolation.sandbox!.map((option) => [option.name, option.on]))
    expect(on).toMatchObject({ NoNewPrivileges: true, PrivateTmp: false, ProtectSystem: false })
  })

  it('without a user run as root, and split their command as the manager does', () => {
    const text = ['[Service]', 'Environment=PORT=80 "NAME=a b"', "ExecStart=-/bin/sh -c 'shop ${PORT}' $NAME ${GONE}", ''].join('\n')
    const [deployment] = hostsOf({ 'units/shop.service': text })
    const shop = deployment!.components[0]!
    expect(shop.user).toMatchObject({ value: 'root', trail: [{ line: 3 }] })
    expect(shop.command?.map(({ value }) => value)).toEqual(['/bin/sh', '-c', 'shop 80', 'a', 'b', '${GONE}'])
    expect(shop.command?.at(-1)?.unresolved).toHaveLength(1)
  })

  it('of packages count when they are switched on and start something that is known', () => {
    const files = {
      'm/etc/hostname': 'm\n',
      'm/etc/systemd/system/multi-user.target.wants/cache@one.service': '-> /usr/lib/systemd/system/cache@.service',
      'm/etc/systemd/system/multi-user.target.wants/cron.service': '-> /usr/lib/systemd/system/cron.service',
      'm/usr/lib/systemd/system/cache@.service': unit.replace('cache.conf', '%i.conf'),
      'm/usr/lib/systemd/system/cron.service': '[Service]\nExecStart=/usr/sbin/cron\n',
      'm/usr/lib/systemd/system/off.service': unit,
    }
    const [deployment] = hostsOf(files)
    expect(deployment!.components.map(({ id }) => id)).toEqual(['m', 'cache@one'])
    expect(deployment!.components[1]!.command?.at(-1)?.value).toBe('/etc/cache/one.conf')
  })

  it('are shown credentials at their place, and links of the tree stay in the tree', () => {
    const files = {
      'm/etc/hostname': 'm\n',
      'm/etc/systemd/system/shop.service': '[Service]\nLoadCredential=key:/etc/keys/shop\nExecStart=/opt/shop-server\n',
      'm/etc/keys/shop': '-> /srv/real',
      'm/srv/real': 'k',
      'm/etc/loop': '-> loop',
      'm/etc/out': '-> ../../../../../../../../etc/passwd',
    }
    const shop = hostsOf(files)[0]!.components[1]!
    expect(shop.open('/run/credentials/shop.service/key')).toMatchObject({ state: 'text', text: 'k' })
    expect(shop.open('/etc/loop').state).toBe('absent')
    expect(shop.open('/etc/out')).toEqual({ state: 'absent' })
  })

  it('and settings of one product are one component', () => {
    const files = { 'm/etc/hostname': 'm', 'm/etc/systemd/system/cache.service': unit, 'm/etc/cache-two/cache.conf': 'port 2' }
    const components = hostsOf(files)[0]!.components
    expect(components.map(({ id }) => id)).toEqual(['m', 'cache'])
    expect(components[1]!.open('/etc/cache/cache.conf')).toMatchObject({ text: 'port 2' })
  })
})

it('Supervisor starts programs too', () => {
  const text = '[program:shop]\ncommand=/opt/shop-server --name %(program_name)s\nuser=root\nenvironment=\n  A="1",\n  B=2\n'
  const shop = hostsOf({ 'etc-of/shop.conf': text })[0]!.components[0]!
  expect(shop).toMatchObject({ id: 'shop', user: { value: 'root', trail: [{ line: 3 }] } })
  expect(shop.command?.map(({ value }) => value)).toEqual(['/opt/shop-server', '--name', 'shop'])
  expect([...shop.env].map(([key, { value, trail }]) => [key, value, trail[0]?.line])).toEqual([
    ['A', '1', 5],
    ['B', '2', 6],
  ])
})

it('trees side by side are machines of one deployment, on one network', () => {
  const [deployment] = hostsOf({ 'p/web/etc/hostname': '', 'p/db/etc/hostname': '', 'p/db/etc/shop/shop.ini': '' })
  expect(deployment).toMatchObject({ name: 'p', root: 'p', networks: [{ name: 'network' }] })
  expect(deployment!.components.map(({ id, host }) => `${id} on ${host}`)).toEqual(['db on db', 'shop on db', 'web on web'])
  expect(shown({ 'p/weak/etc/hostname': '', 'p/hardened/etc/hostname': '' })).toEqual(['hardened p/hardened: hardened', 'weak p/weak: weak'])
})

it("who may read and change the files is known only where their rights are the machine's own", () => {
  const files = {
    'm/etc/passwd': `me:x:${process.getuid?.() ?? 0}:0::/:/bin/sh\n`,
    'm/etc/default/shop': 'PASS=1\n',
    'm/etc/shop/key.pem': '-----BEGIN PRIVATE KEY-----\n',
    'm/etc/systemd/system/shop.service': '[Service]\nEnvironmentFile=/etc/default/shop\nExecStart=/opt/shop-server\n',
  }
  const shop = hostsOf(files, [], true)[0]!.components[1]!
  shop.open('/etc/shop/key.pem')
  expect(shop.opened?.()).toMatchObject([
    { path: '/etc/default/shop', file: 'm/etc/default/shop', isKey: false, access: { owner: 'me' } },
    { path: '/etc/shop/key.pem', isKey: true },
  ])
  expect(
    hostsOf(files)[0]!
      .components[1]!.opened?.()
      .filter(({ access }) => access !== undefined),
  ).toEqual([])
})

it('a file of variables is a program of its own, and an example of one is none', () => {
  const [deployment] = hostsOf({ 'shop/.env': '# c\nDB_URL=postgres://a:b@localhost/x\n', 'shop/.env.example': 'DB_URL=\n' })
  expect(deployment!.components.map(({ id, at }) => `${id} ${at.file}:${at.line}`)).toEqual(['shop shop/.env:2'])
  expect(deployment!.components[0]!.env.get('DB_URL')?.value).toBe('postgres://a:b@localhost/x')
})

it('a service whose manager denies every address but its own is reached from the machine alone', () => {
  const unit = (more: string): string => `[Service]\nUser=a\nExecStart=/opt/shop-server\n${more}`
  const only = (more: string): boolean | undefined => hostsOf({ 'u/shop.service': unit(more) })[0]!.components[0]!.isolation.onlyLoopback?.value
  expect(only('IPAddressDeny=any\nIPAddressAllow=localhost 127.0.0.0/8\n')).toBe(true)
  expect(only('IPAddressDeny=any\nIPAddressAllow=localhost 10.0.0.0/8\n')).toBe(undefined)
  expect(only('IPAddressAllow=localhost\n')).toBe(undefined)
})
