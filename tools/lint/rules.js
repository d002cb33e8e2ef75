/** House rules, loaded by oxlint (.oxlintrc.json). JavaScript, because Node 20 does not strip types. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Path of the linted file from the repository's root, with forward slashes. */
function pathOf(context) {
  return relative(root, context.filename).split(sep).join('/')
}

function folderNames(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
}

/** The closed vocabulary of protocols: `redis` is a word of the waist too, when it names what is spoken. */
function protocolWords() {
  const text = readFileSync(join(root, 'src/model/vocabulary.ts'), 'utf8')
  const start = text.indexOf('export type Protocol')
  const words = text.slice(start, text.indexOf('\n\n', start)).matchAll(/'([a-z0-9-]+)'/g)
  return new Set([...words].map(([, word]) => word))
}

/** Ids of technologies that a control may not say. Protocol words are left out: `.technology` is watched on its own. */
export function forbiddenNames(folder = join(root, 'src/technologies')) {
  const protocols = protocolWords()
  return new Set(folderNames(folder).filter((name) => !protocols.has(name)))
}

function isTechnology(node) {
  return node?.type === 'MemberExpression' && !node.computed && node.property.name === 'technology'
}

function isText(node) {
  return (node?.type === 'Literal' && typeof node.value === 'string') || node?.type === 'TemplateLiteral'
}

/** Builds the rule from the set of names, so that its test needs no folders. */
export function noProductInControls(names) {
  return {
    create(context) {
      if (!/^src\/controls\/.*(?<!\.test)\.ts$/.test(pathOf(context))) return {}
      return {
        Literal(node) {
          if (names.has(node.value)) context.report({ node, message: `a control names no product: '${node.value}'` })
        },
        BinaryExpression(node) {
          const compared = (isTechnology(node.left) && isText(node.right)) || (isTechnology(node.right) && isText(node.left))
          if (compared) context.report({ node, message: 'a control does not ask which technology it judges' })
        },
        SwitchStatement(node) {
          if (isTechnology(node.discriminant)) context.report({ node, message: 'a control does not ask which technology it judges' })
        },
      }
    },
  }
}

/** Characters beyond ASCII: nothing that could hide or reorder code. Written as code points, as this file is plain too. */
const everywhere = new Set([0x2190, 0x2192, 0x2194, 0x2260, 0x2264, 0x2265, 0xd7, 0xa7, 0x2026].map((point) => String.fromCodePoint(point)))

/** Dashes, quotes, ellipsis, bullets, arrows, box drawing, geometric shapes, ticks and crosses: for people's eyes. */
const typographic = /^[\u00b7\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u2190-\u21ff\u2500-\u25ff\u2713\u2714\u2717\u2718\u26a0]$/

const plainAscii = {
  create(context) {
    const typographicAllowed = /^src\/(report|cli)\//.test(pathOf(context))
    return {
      Program(node) {
        const foreign = new Set()
        // oxlint-disable-next-line no-control-regex
        for (const [character] of context.sourceCode.text.matchAll(/[^\x09\x0a\x20-\x7e]/gu)) {
          if (everywhere.has(character) || (typographicAllowed && typographic.test(character))) continue
          foreign.add(`U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
        }
        if (foreign.size > 0) context.report({ node, message: `source is plain ASCII: write an escape for ${[...foreign].join(', ')}` })
      },
    }
  },
}

const starters = new Set(['spawn', 'spawnSync', 'execFile', 'execFileSync'])

const noShell = {
  create(context) {
    return {
      ImportDeclaration(node) {
        if (node.source.value !== 'node:child_process' && node.source.value !== 'child_process') return
        for (const specifier of node.specifiers) {
          if (specifier.type !== 'ImportSpecifier') {
            context.report({ node: specifier, message: 'name what you take from child_process' })
          } else if (specifier.imported.name === 'exec' || specifier.imported.name === 'execSync') {
            context.report({ node: specifier, message: 'no shell strings: use spawn or execFile with a list of arguments' })
          }
        }
      },
      CallExpression(node) {
        if (!starters.has(node.callee.name)) return
        for (const argument of node.arguments) {
          if (argument.type !== 'ObjectExpression') continue
          for (const property of argument.properties) {
            if (property.type !== 'Property' || (property.key.name ?? property.key.value) !== 'shell') continue
            if (property.value.value !== false) context.report({ node: property, message: 'no shell: give a list of arguments' })
          }
        }
      },
    }
  },
}

const ambient = { Date: 'the clock', process: 'the process', performance: 'the clock', fetch: 'the network', setTimeout: 'the clock' }

const pureLayers = {
  create(context) {
    if (!/^src\/(model|formats|protocols|settings|controls|guides|report|engine|pki)\/.*(?<!\.test)\.ts$/.test(pathOf(context))) return {}
    function check(node, name) {
      if (name !== undefined && Object.hasOwn(ambient, name)) context.report({ node, message: `this layer is pure: ${ambient[name]} is handed in` })
    }
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier') return
        // a date that is parsed is data; only the clock is ambient
        if (node.object.name !== 'Date' || node.property.name === 'now') check(node, node.object.name)
        if (node.object.name === 'Math' && node.property.name === 'random') {
          context.report({ node, message: 'this layer is pure: randomness is handed in' })
        }
      },
      NewExpression(node) {
        if (node.callee.type === 'Identifier' && node.arguments.length === 0) check(node, node.callee.name)
      },
      CallExpression(node) {
        if (node.callee.type === 'Identifier') check(node, node.callee.name)
      },
    }
  },
}

const plugin = {
  meta: { name: 'ringwall' },
  rules: {
    'no-product-in-controls': noProductInControls(forbiddenNames()),
    'plain-ascii': plainAscii,
    'no-shell': noShell,
    'pure-layers': pureLayers,
  },
}

export default plugin
