/** The result of numbers with operators between them, `*` and `/` first; undefined when one of them is no number or it cannot be told exactly. */
export function calculated(numbers: readonly number[], operators: readonly string[]): number | undefined {
  let [result] = numbers
  for (const [index, operator] of operators.entries()) {
    const right = numbers[index + 1]
    if (result === undefined || right === undefined) return undefined
    result = apply(result, operator, right)
    if (result === undefined || !Number.isFinite(result) || Math.abs(result) > Number.MAX_SAFE_INTEGER) return undefined
  }
  return result !== undefined && Number.isFinite(result) ? result : undefined
}

function apply(left: number, operator: string, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '//':
      return Math.floor(left / right)
    case '%':
      return left - right * Math.floor(left / right)
    case '**':
      return left ** right
    case '<<':
      return left * 2 ** right
    default:
      return undefined
  }
}
