import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseFields, unescapeOctal } from './fields.ts'
import { parseNft } from './nft.ts'
import { parseSshConfig } from './ssh-config.ts'
import { parseSysctl, sysctlKey } from './sysctl.ts'

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/)

it('reads of a file of sysctl.d what was written, on its line', () => {
  const entry = fc.record({
    parts: fc.array(name, { minLength: 2, maxLength: 5 }),
    value: fc.stringMatching(/^[\w|/%.-]{1,10}$/),
    slash: fc.boolean(),
    space: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(entry), (written) => {
      const text = written.map(({ parts, value, slash, space }) => `${parts.join(slash ? '/' : '.')}${space ? ' = ' : '='}${value}\n# c\n`).join('')
      const { entries, problems } = parseSysctl(text)
      expect(problems).toEqual([])
      expect(entries.map(({ key, value, span }) => [key, value, span.line])).toEqual(
        written.map(({ parts, value }, index) => [parts.join('/'), value, 2 * index + 1]),
      )
    }),
  )
})

it('changes dots and slashes as the first of them says', () => {
  expect(['net.ipv4.conf.eth0/1.x', 'net/ipv4/conf/eth0.1/x', 'a'].map(sysctlKey)).toEqual(['net/ipv4/conf/eth0.1/x', 'net/ipv4/conf/eth0.1/x', 'a'])
})

it('reads of a table the words of each line', () => {
  const line = fc.array(fc.stringMatching(/^[\w/=:.,@*-]{1,8}$/), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.array(line), fc.boolean(), (written, comment) => {
      const text = written.map((fields) => `${fields.join('\t ')}${comment ? ' # c d' : ''}`).join('\n')
      expect(parseFields(text).map(({ fields, span }) => [fields, span.line])).toEqual(written.map((fields, index) => [fields, index + 1]))
    }),
  )
  expect(unescapeOctal('/srv/my\\040data\\134')).toBe('/srv/my data\\')
})

it('reads of a script of nft the statements that were written', () => {
  const word = fc
    .stringMatching(/^[a-z0-9@$./:-]{1,6}$/)
    .filter((text) => !['table', 'chain', 'set', 'map', 'limit', 'quota', 'meter', 'add'].includes(text))
  const rule = fc.array(
    fc.oneof({ weight: 3, arbitrary: word }, fc.array(fc.array(word, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 })),
    { minLength: 1, maxLength: 5 },
  )
  fc.assert(
    fc.property(fc.array(rule), (rules) => {
      const shown = rules.map(
        (words) => `x ${words.map((each) => (typeof each === 'string' ? each : `{ ${each.map((item) => item.join(' ')).join(', ')} }`)).join(' ')}`,
      )
      const { statements, problems } = parseNft(`table inet t {\n chain c {\n${shown.join('\n')}\n }\n}\n`)
      expect(problems).toEqual([])
      const inner = statements[0]?.block?.[0]?.block ?? []
      expect(inner.map(({ words, span }) => [words, span.line])).toEqual(rules.map((words, index) => [['x', ...words], index + 3]))
    }),
  )
})

it('says where braces of nft do not fit', () => {
  expect(parseNft('table t {\n chain c {\n').problems.length).toBeGreaterThan(0)
  expect(parseNft('}\n').problems).toMatchObject([{ line: 1 }])
  expect(parseNft(`x ${'{'.repeat(40)}`).problems[0]?.message).toContain('nested')
})

it('reads of a configuration of OpenSSH the keywords and words that were written, quoted or not', () => {
  const keyword = fc.stringMatching(/^[A-Za-z]{2,12}$/)
  const word = fc.stringMatching(/^[a-z0-9*!,@/:.# -]{1,8}$/).filter((text) => text.trim() !== '')
  const line = fc.record({ keyword, args: fc.array(word, { minLength: 1, maxLength: 4 }), equals: fc.boolean() })
  fc.assert(
    fc.property(fc.array(line), (written) => {
      const quoted = (text: string): string => (/[ #]/.test(text) ? `"${text}"` : text)
      const text = written.map(({ keyword: name, args, equals }) => `${name}${equals ? ' = ' : '\t'}${args.map(quoted).join('  ')} # c\n`).join('')
      const { lines, problems } = parseSshConfig(text)
      expect(problems).toEqual([])
      expect(lines.map((each) => [each.keyword, each.args, each.span.line])).toEqual(
        written.map(({ keyword: name, args }, index) => [name.toLowerCase(), args, index + 1]),
      )
    }),
  )
})
