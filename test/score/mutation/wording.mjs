/** A plugin of Stryker: words that a person reads are no behaviour. A test that held each of them would be a copy of it. */
const REASON = 'wording';
const isWording = (text) => /\S \S/.test(text);

/** A template is only left alone where nothing is computed in it: what is ignored is so with everything inside. */
function shouldIgnore(path) {
  if (path.isStringLiteral() && isWording(path.node.value)) return REASON;
  if (path.isTemplateLiteral() && path.node.expressions.length === 0 && isWording(path.node.quasis[0].value.raw))
    return REASON;
  return undefined;
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'wording', value: { shouldIgnore } }];
