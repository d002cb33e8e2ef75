/** Small files that ask for much: every one must be answered or refused within moments. */
export const bombs: Readonly<Record<string, string>> = {
  'aliases of lists': lists(),
  'aliases of maps': maps(),
  'aliases through merge keys': merges(),
  'an alias inside of itself': 'services: &s\n  a:\n    image: x\n    labels: *s\n',
  'a merge key inside of itself': 'x: &x\n  <<: *x\n  image: a\nservices:\n  a: *x\n',
  'an anchor used ten thousand times': `x-e: &e\n  A: b\nservices:\n${many(10_000, (at) => `  s${at}:\n    image: a\n    environment: *e\n`)}`,
  'ten thousand services': `services:\n${many(10_000, (at) => `  s${at}: {image: "redis:7"}\n`)}`,
  'deep lists': `services:\n  a:\n    image: a\n    x-deep: ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`,
  'deep maps': `services:\n${many(10_000, (at) => `${' '.repeat(at + 1)}a:\n`)}`,
  'deep flow maps': `services: ${'{a: '.repeat(20_000)}1${'}'.repeat(20_000)}\n`,
  'nested variables': `services:\n  a:\n    image: ${'${A:-'.repeat(20_000)}x${'}'.repeat(20_000)}\n`,
  'variables that grow': `services:\n  a:\n    image: a\n    environment:\n${many(30, (at) => `      V${at + 1}: \${V${at}:-x}\${V${at}:-x}\n`)}`,
  'all ports many times': `services:\n${many(200, (at) => `  s${at}:\n    image: a\n    ports: ["1-65535:1-65535", "1-65535", "0-99999999:0-99999999"]\n`)}`,
  'one line of a megabyte': `services:\n  a:\n    image: ${'a'.repeat(1_000_000)}\n`,
  'a hundred thousand list items': `services:\n  a:\n    image: a\n    command:\n${many(100_000, (at) => `      - --flag-${at}=x\n`)}`,
  'a long chain of extends': `services:\n${many(3_000, (at) => `  s${at}: {extends: {service: s${at + 1}}}\n`)}  s3000: {image: a}\n`,
  'a ring of extends': 'services:\n  a: {extends: b}\n  b: {extends: {service: c}}\n  c: {extends: a}\n',
  'everybody depends on everybody': `services:\n${many(150, (at) => `  s${at}:\n    image: a\n    depends_on: [${many(150, (on) => `s${on},`)}]\n    links: [${many(150, (on) => `s${on},`)}]\n`)}`,
  'everybody talks to everybody': `services:\n${many(60, (at) => `  s${at}:\n    image: postgres:16\n    environment:\n${many(60, (on) => `      U${on}: postgres://u:p${on}@s${on}:5432/d\n`)}`)}`,
  'many documents': many(20_000, () => '--- {a: 1}\n'),
  'only quotes': '"'.repeat(100_000),
  'only colons': ': '.repeat(50_000),
  'only dashes': '- '.repeat(20_000),
  'only tabs': '\t'.repeat(100_000),
  'only backslashes in a string': `services:\n  a:\n    image: "${'\\\\'.repeat(100_000)}"\n`,
  'a chain of network namespaces': `services:\n${many(10_000, (at) => `  s${at}: {image: a, network_mode: "service:s${(at + 1) % 10_000}"}\n`)}`,
}

function many(count: number, make: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => make(at)).join('')
}

function lists(): string {
  const levels = many(30, (at) => `a${at + 1}: &a${at + 1} [${many(9, () => `*a${at},`)}*a${at}]\n`)
  return `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${levels}services:\n  a:\n    image: a\n    command: *a30\n`
}

function maps(): string {
  const levels = many(30, (at) => `a${at + 1}: &a${at + 1} {${many(9, (key) => `k${key}: *a${at},`)}k9: *a${at}}\n`)
  return `a0: &a0 {x: y}\n${levels}services:\n  a:\n    image: a\n    labels: *a30\n`
}

function merges(): string {
  const levels = many(25, (at) => `a${at + 1}: &a${at + 1}\n  <<: [*a${at}, *a${at}, *a${at}, *a${at}]\n  k${at}: v\n`)
  return `a0: &a0\n  image: x\n${levels}services:\n  a: *a25\n  b: *a25\n`
}
