import type { Subject } from '../../engine/harden/hands.ts'
import { nameOf } from '../../engine/harden/hands.ts'

/** Deployments that fail in something else when their files are written in another way. `differs`: the first of it; absent where they are gone. */
export function judgedOtherwise(
  expected: readonly Subject[],
  found: readonly Subject[],
): readonly { readonly subject: Subject; readonly differs?: string }[] {
  return expected.flatMap((subject) => {
    const other = found.find((each) => nameOf(each) === nameOf(subject))
    if (other === undefined) return [{ subject }]
    const [was, is] = [failing(subject), failing(other)]
    const differs = [...was.filter((each) => !is.includes(each)), ...is.filter((each) => !was.includes(each))][0]
    return differs === undefined ? [] : [{ subject, differs }]
  })
}

function failing({ failed }: Subject): readonly string[] {
  return failed.map(({ control, judgement }) => `${control} of ${judgement.subject}`)
}
