/**
 * The pages of `docs/` as a site. What is written for the repository stays as it is: pages of the site alone are in `docs/site/`, a page
 * for each clause is made of what `explain` says, and a dead link ends the build.
 */
import { defineConfig } from 'vitepress';

const page = (text, link) => ({ text, link });

export default defineConfig({
  title: 'kmcl-conformance',
  description: 'Does your VmbServerChannelInitSetMmioMegabytes do what its page promises?',
  cleanUrls: true,
  rewrites: { 'site/:page': ':page' },
  srcExclude: ['**/node_modules/**'],
  markdown: { config: withoutLinksOutside },
  themeConfig: {
    search: { provider: 'local' },
    outline: 'deep',
    nav: [page('Start', '/start'), page('Clauses', '/clauses/'), page('Command line', '/command-line')],
    sidebar: [
      {
        text: 'Start',
        items: [
          page('In five minutes', '/start'),
          page('Shared libraries', '/native'),
          page('Any language', '/adapters'),
          page('Where no adapter runs', '/vectors'),
          page('On many machines', '/queue'),
          page('In CI', '/ci'),
        ],
      },
      {
        text: 'What is said',
        items: [
          page('What a verdict means', '/verdict'),
          page('How sure a pass is', '/strength'),
          page('How it works', '/how-it-works'),
          page('Beside other suites', '/comparison'),
          page('Questions', '/faq'),
        ],
      },
      { text: 'What is promised', items: [page('Clauses', '/clauses/'), page('Sentence by sentence', '/sentences')] },
      { text: 'Reference', items: [page('Command line', '/command-line'), page('API', '/api')] },
    ],
  },
});

/** Files of the repository are no pages: their names stay, without a link. */
function withoutLinksOutside(md) {
  md.core.ruler.push('links-outside', ({ tokens }) => {
    for (const { children } of tokens) {
      let isOutside = false;
      for (const token of children ?? []) {
        if (token.type === 'link_open') isOutside = (token.attrGet('href') ?? '').startsWith('../');
        if (!isOutside || !token.type.startsWith('link_')) continue;
        if (token.type === 'link_close') isOutside = false;
        token.type = token.type.replace('link', 'span');
        token.tag = 'span';
        token.attrs = null;
      }
    }
  });
}
