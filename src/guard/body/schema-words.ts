const one = [
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
]
const lists = ['prefixItems', 'allOf', 'anyOf', 'oneOf']
const maps = ['$defs', 'definitions', 'properties', 'patternProperties', 'dependentSchemas']
/** Words whose values are no schemas (2020-12, 2019-09 and draft 07 together). */
const others = [
  '$schema',
  '$id',
  '$comment',
  '$ref',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'type',
  'const',
  'enum',
  'required',
  'format',
  'minProperties',
  'maxProperties',
  'dependentRequired',
  'minContains',
  'maxContains',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
]
const formats = ['date', 'time', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference', 'uuid', 'json-pointer']

/** Each item is compared with each. */
const mostUnique = 1000
const deepest = 64

/** The first thing in a schema that would not be held to, or that could be made dear, and where. */
export function schemaProblem(root: unknown): string | undefined {
  return problemAt(root, '#', root, 0)
}

function problemAt(schema: unknown, where: string, root: unknown, depth: number): string | undefined {
  if (typeof schema === 'boolean') return undefined
  if (!isObject(schema)) return `${where} is no schema`
  if (depth > deepest) return `${where}: more than ${deepest} levels`
  for (const [word, value] of Object.entries(schema)) {
    const here = `${where}/${word}`
    const problem =
      wordProblem(schema, word, value, here, root) ??
      schemasOf(word, value, here)
        .map(([inner, at]) => problemAt(inner, at, root, depth + 1))
        .find((found) => found !== undefined)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** The schemas in a word's value. */
function schemasOf(word: string, value: unknown, where: string): readonly (readonly [unknown, string])[] {
  if (word === 'items') return Array.isArray(value) ? value.map((item, index) => [item, `${where}/${index}`]) : [[value, where]]
  if (one.includes(word)) return [[value, where]]
  if (lists.includes(word)) return Array.isArray(value) ? value.map((item, index) => [item, `${where}/${index}`]) : [[undefined, where]]
  if (maps.includes(word)) return isObject(value) ? Object.entries(value).map(([name, item]) => [item, `${where}/${name}`]) : [[undefined, where]]
  return []
}

function wordProblem(schema: Readonly<Record<string, unknown>>, word: string, value: unknown, here: string, root: unknown): string | undefined {
  if (![...one, ...lists, ...maps, ...others, 'items'].includes(word)) return `${here}: no word that is held to`
  switch (word) {
    case '$ref':
      return leads(value, root) ? undefined : `${here}: it leads to no schema of this file`
    case '$id':
      return here === '#/$id' ? undefined : `${here}: only the whole file has a name`
    case 'format':
      return formats.includes(String(value)) ? undefined : `${here}: one of ${formats.join(', ')}`
    case 'uniqueItems':
      return value !== true || (typeof schema['maxItems'] === 'number' && schema['maxItems'] <= mostUnique)
        ? undefined
        : `${here}: with maxItems of ${mostUnique} at most`
    case 'pattern':
      return patternProblem(value, here)
    case 'patternProperties':
      return isObject(value)
        ? Object.keys(value)
            .map((pattern) => patternProblem(pattern, here))
            .find((problem) => problem !== undefined)
        : `${here}: a mapping`
    default:
      return undefined
  }
}

function leads(ref: unknown, root: unknown): boolean {
  if (typeof ref !== 'string' || !/^#(?:\/[\w$~.-]+)*$/.test(ref)) return false
  let at: unknown = root
  for (const step of ref.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    const isThere = (isObject(at) || Array.isArray(at)) && Object.hasOwn(at, name)
    if (!isThere) return false
    at = (at as Readonly<Record<string, unknown>>)[name]
  }
  return typeof at === 'boolean' || isObject(at)
}

/** Repetitions inside of a repetition, and references back, may take a time that doubles with each character. */
function patternProblem(pattern: unknown, here: string): string | undefined {
  if (typeof pattern !== 'string' || !isExpression(pattern)) return `${here}: no regular expression`
  // a class holds no group: its brackets are letters
  const shape = pattern.replaceAll(/\\[^\d]/g, 'x').replaceAll(/\[[^\]]*\]/g, 'x')
  if (/\\\d|\\k/.test(pattern)) return `${here}: a reference back`
  return /[*+}]\??[^()]*\)(?:[*+]|\{\d*,?\d*\})/.test(shape) || /\([^)]*\|[^)]*\)(?:[*+]|\{)/.test(shape) || /\)\)+[*+{]/.test(shape)
    ? `${here}: a repetition of what repeats or branches`
    : undefined
}

function isExpression(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
