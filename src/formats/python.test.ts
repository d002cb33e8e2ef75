import { describe, expect, it } from 'vitest'
import type { PythonStatement } from './python.ts'
import { parsePython } from './python.ts'
import { plain } from '../testing/python.ts'

function told(statement: PythonStatement): unknown {
  const { line } = statement.span
  if (statement.kind !== 'assignment') return [statement.kind, line]
  const { target, value, block, operator } = statement
  const where = `${block.className === undefined ? '' : `${block.className}: `}${block.inFunction ? 'def ' : ''}${block.conditional ? 'if ' : ''}`
  return [
    `${where}${target.name}${target.keys.map((key) => `[${String(plain(key))}]`).join('')}${operator === '=' ? '' : ` ${operator}`}`,
    plain(value),
    line,
  ]
}

const read = (text: string): unknown => parsePython(text).statements.map(told)

describe('a settings file in Python', () => {
  it('is read with every form of text', () => {
    const text = String.raw`
a = 'it''s' "one"
b = """two
lines"""; c = r'\d' R"\n"
d = b'\x41\377' ; e = u'\u00e9\x41\101\
' 'x'
f = f'a{{b}}{user!r:>{width}}c'
g = ('x' +
     'y')
h = '%s:%d/%%' % ('db', 5432)
i = '%(a)s-%(b)s' % {'a': 'x'}
j = '{}.{name}.{0}'.format('p', name=host)
`
    expect(read(text)).toEqual([
      ['a', 'itsone', 2],
      ['b', 'two\nlines', 3],
      ['c', String.raw`\d\n`, 4],
      ['d', 'A\u00FF', 5],
      ['e', '\u00E9AAx', 5],
      ['f', 'a{b}{<user>}c', 7],
      ['g', 'xy', 8],
      ['h', 'db:{5432}/%', 10],
      ['i', 'x-{?}', 11],
      ['j', 'p.{<host>}.p', 12],
    ])
  })

  it('is read with numbers, switches and nested values over many lines', () => {
    const text = `
a = -1_000; b = 0xFF; c = 1.5e3; d = 0o17; e = 0644; f = 10L
g = [1, # one
  (2,), {'x': True, "y": {None, 'z'},},
]
h, i = 1, 'two'
j = k = ()
l: int = 5
m: str
n = 1 < 2
o = x if y else 'z'
p = os.environ.get('X') or 'd'
q = {**base, 'a': [*more]}
r = [x for x in y]; s = lambda x, y: x
t = timedelta(hours=1, *rest).total_seconds()
u = environ['HOME']
v = -(-3)
`
    expect(read(text)).toEqual([
      ['a', -1000, 2],
      ['b', 255, 2],
      ['c', 1500, 2],
      ['d', 15, 2],
      ['e', 420, 2],
      ['f', 10, 2],
      ['g', [1, [2], { x: true, y: [null, 'z'] }], 3],
      ['h', 1, 6],
      ['i', 'two', 6],
      ['j', [], 7],
      ['k', [], 7],
      ['l', 5, 8],
      ['n', '1<2', 10],
      ['o', ['<x>', 'z'], 11],
      ['p', [['<os.environ.get>()', 'X'], 'd'], 12],
      ['q', { '**': '<base>', a: ['*<more>'] }, 13],
      ['r', '?', 14],
      ['s', '?', 14],
      ['t', ['<timedelta>(),*<rest>,hours=1.total_seconds()'], 15],
      ['u', '<environ>[HOME]', 16],
      ['v', 3, 17],
    ])
  })

  it('tells where a statement stands', () => {
    const text = `
c.ServerApp.token = ''
CONFIG['a']["b"] = 1
if DEBUG: x = 1
else:
\ty = 2
try:
    z = 3
except ImportError as error:
    z = 4
else:
    z = 5
class Config(object):
    A = 1
    class Inner(Config, Other):
        B = 2
with open('f') as g:
    h = 6
async def create():
    app.config['K'] = 'v'
i += [1]
LIST.append('x')
@decorated
class Last: C = 3
j \\
  = \\
  'joined'
`
    expect(read(text)).toEqual([
      ['c.ServerApp.token', '', 2],
      ['CONFIG[a][b]', 1, 3],
      ['if x', 1, 4],
      ['if y', 2, 6],
      ['z', 3, 8],
      ['if z', 4, 10],
      ['z', 5, 12],
      ['class', 13],
      ['Config: A', 1, 14],
      ['class', 15],
      ['Config.Inner: B', 2, 16],
      ['h', 6, 18],
      ['def app.config[K]', 'v', 20],
      ['i +=', [1], 21],
      ['expression', 22],
      ['class', 24],
      ['Last: C', 3, 24],
      ['j', 'joined', 25],
    ])
  })

  it('is read without fault where it is a program', () => {
    const text = `
class A(B, metaclass=C): pass
f = lambda index, doc: g(index, doc=doc)
h = [lambda x, y=1, *z, **k: x, 2]
async def i():
    j.k = l or await m(n)
o = yield p
q = not r if s else t
`
    expect(parsePython(text).problems).toEqual([])
    expect(parsePython(text).statements[0]).toMatchObject({ kind: 'class', name: 'A', bases: ['B'] })
    expect(read(text)).toContainEqual(['h', ['?', 2], 4])
  })

  it('is read with its imports', () => {
    const text = 'import os, a.b as c\nfrom . import (x as y,\n  z)\nfrom ..base import *; from secret import KEY\n'
    expect(parsePython(text).statements).toMatchObject([
      { module: 'os', as: 'os', level: 0 },
      { module: 'a.b', as: 'c' },
      {
        module: '',
        level: 1,
        names: [
          { name: 'x', as: 'y' },
          { name: 'z', as: 'z' },
        ],
      },
      { module: 'base', level: 2, names: [{ name: '*' }] },
      { module: 'secret', level: 0, names: [{ name: 'KEY' }] },
    ])
  })

  it('is read as far as possible where it is broken, and says where', () => {
    const broken = (text: string): unknown => [read(text), parsePython(text).problems.map(({ line, message }) => `${line}: ${message}`)]
    expect(broken("A = 1\nB = {\n 'x': 2,\n\nC = 3\n")).toEqual([
      [
        ['A', 1, 1],
        ['B', { x: 2 }, 2],
        ['C', 3, 5],
      ],
      ['2: a bracket is not closed'],
    ])
    expect(broken("A = 'open\nB = 2\n")).toMatchObject([
      [
        ['A', '?', 1],
        ['B', 2, 2],
      ],
      ['1: a string does not end'],
    ])
    expect(broken('A = """open\nB = 2\n')).toMatchObject([
      [
        ['A', '?', 1],
        ['B', 2, 2],
      ],
      ['1: a string does not end'],
    ])
    expect(broken('A = 5 apples\nprint "x" % y\nexec code in scope\nB = 1')).toMatchObject([
      [
        ['A', '?', 1],
        ['B', 1, 4],
      ],
      ['1: what is assigned here cannot be read'],
    ])
    expect(broken('A = (1]\nB = 2')).toMatchObject([
      [
        ['A', 1, 1],
        ['B', 2, 2],
      ],
      ['1: a bracket is closed by one of another kind'],
    ])
    expect(broken('A\0 = 1\0')).toMatchObject([[], ['1: the file is no text in an encoding that is known here']])
  })

  it('is read whatever its encoding was taken for', () => {
    expect(read('\uFEFFA = 1\n')).toEqual([['A', 1, 1]])
    expect(read("# -*- coding: latin-1 -*-\nA = 'gr\uFFFD\uFFFD'\n\u00FCber = 2\n")).toEqual([
      ['A', 'gr\uFFFD\uFFFD', 2],
      ['\u00FCber', 2, 3],
    ])
    const halves = 'A = 1'.split('').join('\0')
    expect(parsePython(halves).problems).toEqual([{ line: 1, message: 'the file is no text in an encoding that is known here' }])
  })

  it('bounds nesting and chains', () => {
    const messages = (text: string): readonly string[] => parsePython(text).problems.map(({ message }) => message)
    expect(messages(`A = ${'['.repeat(100)}${']'.repeat(100)}`)).toEqual(['a value is nested more than 60 levels deep'])
    expect(messages(`A = x${'()'.repeat(100)}`)).toEqual(['a value is too long a chain'])
    expect(messages(`A = ${'-'.repeat(9999)}1\nB = ${"'a' + ".repeat(9999)}'a'\nC = ${'1**'.repeat(50)}1`)).toEqual([])
  })
})
