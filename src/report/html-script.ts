/** Shows evidence beside the map, filters findings, opens what a link points to. It only moves and copies what the page already holds. */
export const pageScript = `(() => {
'use strict'
const find = (id) => document.getElementById(id)
const all = (root, selector) => [...root.querySelectorAll(selector)]
document.documentElement.classList.add('live')

function unmark(section) {
  for (const each of all(section, '.chosen, .near')) each.classList.remove('chosen', 'near')
  section.classList.remove('choosing')
}
function mark(section, id, style) {
  for (const each of all(section, '.map a')) if (each.getAttribute('href') === '#' + id) each.classList.add(style)
}
function show(id) {
  const template = find('t-' + id)
  if (template === null) return false
  const section = template.closest('.deployment')
  const aside = section.querySelector('.inspector')
  if (aside === null) return false
  unmark(section)
  mark(section, id, 'chosen')
  for (const near of all(template.content, '[data-near]')) mark(section, near.dataset.near, 'near')
  section.classList.add('choosing')
  aside.classList.add('filled')
  aside.querySelector('.evidence').replaceChildren(template.content.cloneNode(true))
  aside.scrollIntoView({ block: 'nearest' })
  return true
}
function close(section) {
  const aside = section.querySelector('.inspector')
  if (aside === null || !aside.classList.contains('filled')) return
  const chosen = section.querySelector('.chosen')
  const inside = aside.contains(document.activeElement)
  unmark(section)
  aside.classList.remove('filled')
  aside.querySelector('.evidence').replaceChildren()
  if (inside && chosen !== null) chosen.focus()
}
function reveal() {
  let id = ''
  try { id = decodeURIComponent(location.hash.slice(1)) } catch { return }
  const target = id === '' ? null : find(id)
  if (target === null || target.tagName !== 'DETAILS') return
  target.hidden = false
  target.open = true
  target.querySelector('summary').focus()
}
document.addEventListener('click', (event) => {
  const button = event.target.closest('.close')
  if (button !== null) return close(button.closest('.deployment'))
  const link = event.target.closest('.map a, a.show')
  if (link !== null && show(link.getAttribute('href').slice(1))) event.preventDefault()
})
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') for (const section of all(document, '.deployment')) close(section)
})
addEventListener('hashchange', reveal)
reveal()

for (const form of all(document, 'form.filter')) {
  const cards = all(form.closest('section'), '.finding').map((node) => ({ node, words: node.textContent.toLowerCase() }))
  const status = form.querySelector('[role=status]')
  const apply = () => {
    const words = form.elements.words.value.toLowerCase().trim()
    const chosen = all(form, 'select').filter((each) => each.value !== '')
    let shown = 0
    for (const card of cards) {
      const fits = chosen.every((each) => card.node.dataset[each.name] === each.value) && card.words.includes(words)
      card.node.hidden = !fits
      if (fits) shown += 1
    }
    status.textContent = shown + ' of ' + cards.length + ' shown'
  }
  form.hidden = false
  form.addEventListener('input', apply)
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('reset', () => setTimeout(apply))
  apply()
}
})()`
