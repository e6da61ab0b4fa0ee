/**
 * The messages of which docs/faq.md tells more: by the title of the section, how such a message is known. A message that is none of these
 * says all that there is to say.
 */
const SECTIONS: readonly (readonly [title: string, message: RegExp])[] = [
  ['No target is named', /^no target is named/],
  ['Unknown target', /^unknown target "/],
  ['A flag means nothing for this target', / means nothing for a target of kind /],
  ['Named by the report alone', / is named by the report alone/],
  ['TODO: call your function here', /^TODO: call your function here/],
  ['The answer is not JSON', /^(before it answered hello: )?not JSON: /],
  ['The command was not found', /exit code 127, the shell did not find the command/],
  ['Nothing listens there', /: nothing listens there;/],
  ['No answer in time', /^(before it answered hello: )?no answer.* within \d+ ms/],
  ['The command ended', /^before it answered hello: the command ended: /],
  ['Each call has one answer', / responses to \d+ calls; each call has one/],
  ['An answer of the wrong kind', / (cannot be|was) answered with /],
  ['No such capability', /no such capability: |no capability is called /],
  ['There is no such module', /^there is no module /],
  ['Native targets need koffi', /^native targets need koffi, /],
  ['The library cannot be loaded', / cannot be loaded: | is not a shared library: /],
  ['It wrote to stdout', / wrote to stdout, which a target must leave alone/],
  ['It was built with AddressSanitizer', / was built with AddressSanitizer: /],
  ['The peer speaks another protocol', /^the peer speaks protocol /],
  ['A token can be read on the way', /^a token over http:\/\/ to .* can be read on the way/],
  ['The folder is in use', / is in use by /],
  ['No clause matches', /^no clause matches "/],
  ['This is no report', /: (this is no report:|it is of report version )/],
];

/** Where more is said of a message: a page that comes with the package, and its section. */
export function faqSection(message: string): string | undefined {
  const [title] = SECTIONS.find(([, known]) => known.test(message)) ?? [];
  return title === undefined ? undefined : `docs/faq.md#${anchorOf(title)}`;
}

/** As GitHub and the site make one of a title. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
